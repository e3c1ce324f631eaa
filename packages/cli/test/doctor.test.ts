import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { runPipeline } from '@tamis/core'
import { backUp, prune } from '@tamis/sink-sqlite/maintain'
import { startStandIn } from '@tamis/testkit/server'
import { expect, onTestFinished, test } from 'vitest'
import { buildPipeline } from '../src/config/build-pipeline.ts'
import { readSettings } from '../src/config/settings.ts'
import type { Check, CheckResult } from '../src/doctor/check-result.ts'
import { doctorJson, exitCodeOf, resultText } from '../src/doctor/doctor-text.ts'
import { examine, type Patient } from '../src/doctor/examine.ts'
import { folderWith } from './folder.ts'

const KEY = 'CG-DOCTOR-0123456'

/** A folder with a configuration, and an API that lets one key in. */
async function setUp(options: Parameters<typeof startStandIn>[0] = {}) {
  const api = await startStandIn({ size: 300, seed: 1, keys: [KEY], ...options })
  onTestFinished(() => api.close())
  const cwd = folderWith({})
  const [database, issues] = [join(cwd, 'data/market.db'), join(cwd, 'data/issue')]
  const pipelines = { markets: { source: { use: '@tamis/source-coingecko' } } }
  writeFileSync(join(cwd, 'tamis.config.json'), JSON.stringify({ database, issues, pipelines }))
  const env = { COINGECKO_BASE_URL: api.url, COINGECKO_PRO_API_KEY: KEY, COINGECKO_REQUESTS_PER_MINUTE: '0' }
  return { api, cwd, database, issues, env }
}

interface Folder {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

async function publish({ cwd, env }: Folder, batchId: string): Promise<void> {
  const settings = await readSettings({}, env, cwd)
  const pipeline = await buildPipeline(settings, 'markets', { env, readFile: () => '' })
  expect((await runPipeline(pipeline, { batchId })).status).toBe('published')
}

async function results({ cwd, env }: Folder, more: Partial<Patient> = {}): Promise<readonly CheckResult[]> {
  const found: CheckResult[] = []
  const patient = {
    flags: {},
    env,
    cwd,
    now: Date.now(),
    offline: false,
    quick: false,
    execute: async () => null,
  }
  for await (const result of examine({ ...patient, ...more })) found.push(result)
  return found
}

const of = (found: readonly CheckResult[], check: Check): CheckResult => {
  const result = found.find((each) => each.check === check)
  if (result === undefined) throw new Error(`Nothing found of ${check}`)
  return result
}
const failures = (found: readonly CheckResult[]): unknown[] => found.flatMap(({ error }) => error?.code ?? [])

test('of a healthy market everything is told, and no key', async () => {
  const folder = await setUp()
  await publish(folder, 'b1')
  const found = await results(folder)
  expect(found.map(({ check, status }) => `${check} ${status}`)).toEqual([
    'node ok',
    'sqlite ok',
    'config ok',
    'database ok',
    'log ok',
    'pages ok',
    'disk ok',
    'batches ok',
    'issues ok',
    'api ok',
    'clock ok',
    'quota ok',
    'schedule note',
  ])
  expect(of(found, 'quota').message).toContain('498,766 of 500,000 calls left')
  expect(of(found, 'issues').message).toContain('1 issue file')
  expect(doctorJson(found)).toMatchObject({ status: 'ok', error: null, exit_code: 0 })
  expect(JSON.stringify(doctorJson(found)) + found.map(resultText).join('')).not.toContain(KEY)
})

test('without a database and without asking the API nothing fails, and each says why', async () => {
  const folder = await setUp()
  const found = await results(folder, { offline: true })
  expect([of(found, 'database').fix, of(found, 'issues').message, of(found, 'api').message]).toEqual([
    expect.stringContaining('tamis run'),
    'none yet',
    expect.stringContaining('--offline'),
  ])
  expect([failures(found), folder.api.requests]).toEqual([[], []])
})

test('an API that is away, refuses the key, or has another time fails with the code of that', async () => {
  const ahead = await setUp({ now: () => Date.now() + 3_600_000 })
  const late = await results(ahead)
  expect([failures(late), exitCodeOf(late)]).toEqual([['clock.wrong'], 78])
  expect(of(late, 'clock').message).toMatch(/behind the API, where it is/)

  const refused = await results({ ...ahead, env: { ...ahead.env, COINGECKO_PRO_API_KEY: `${KEY}X` } })
  expect([failures(refused), exitCodeOf(refused)]).toEqual([['source.refused', 'clock.wrong'], 77])
  await ahead.api.close()
  const away = await results(ahead)
  expect([failures(away), exitCodeOf(away)]).toEqual([['source.unreachable'], 75])
})

test('issue files that are missing, changed or of no batch are told apart', async () => {
  const folder = await setUp()
  await publish(folder, 'b1')
  await publish(folder, 'b2')
  const file = (batch: string): string => join(folder.issues, `crypto_markets-${batch}.jsonl`)
  rmSync(file('b1'))
  appendFileSync(file('b2'), '\n')
  writeFileSync(file('b3'), '')
  const found = await results(folder, { offline: true })
  expect(
    found.filter(({ check }) => check === 'issues').map(({ status, message }) => [status, message]),
  ).toEqual([
    [
      'failed',
      expect.stringMatching(/crypto_markets-b1.jsonl is missing, crypto_markets-b2.jsonl was changed$/),
    ],
    ['warning', expect.stringContaining('crypto_markets-b3.jsonl')],
  ])
  expect([failures(found), exitCodeOf(found)]).toEqual([['issues.differ'], 74])
})

test('a damaged page, a torn file and a newer schema are found, each with its fix', async () => {
  const folder = await setUp()
  await publish(folder, 'b1')
  await publish(folder, 'b2')
  await prune(folder.database, { keepBytes: 0 })
  expect(of(await results(folder, { offline: true }), 'pages').message).toContain('1 pruned')
  const write = (sql: string): void => {
    const db = new DatabaseSync(folder.database)
    db.exec(sql)
    db.close()
  }
  write("update stg_crypto_markets set body = x'00' where body is not null")
  const page = await results(folder, { offline: true })
  expect([failures(page), of(page, 'pages').fix]).toEqual([
    ['page.damaged'],
    expect.stringContaining('tamis restore'),
  ])
  expect(failures(await results(folder, { offline: true, quick: true }))).toEqual([])

  write('pragma user_version = 99')
  expect(failures(await results(folder, { offline: true }))).toEqual(['store.newer'])
  writeFileSync(folder.database, 'x'.repeat(9000))
  const torn = await results(folder, { offline: true })
  expect([failures(torn), exitCodeOf(torn)]).toEqual([['store.corrupt'], 74])
})

test('a configuration that is wrong does not hide how the database is', async () => {
  const folder = await setUp()
  await publish(folder, 'b1')
  const found = await results({ ...folder, env: { ...folder.env, COINGECKO_DEMO_API_KEY: KEY } })
  expect([failures(found), exitCodeOf(found)]).toEqual([['config.invalid'], 78])
  expect(of(found, 'batches').status).toBe('ok')
  writeFileSync(join(folder.cwd, 'tamis.config.json'), '{')
  expect(failures(await results(folder))).toEqual(['config.unreadable'])
})

test('a batch that waits for somebody, and one that is overdue, are warned of', async () => {
  const folder = await setUp()
  for (const batch of ['b1', 'b2', 'b3']) await publish(folder, batch)
  const db = new DatabaseSync(folder.database)
  const hours = db.prepare(
    "update batches set extracted_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?) where batch_id = ?",
  )
  for (const [batch, ago] of Object.entries({ b1: '-6 hours', b2: '-5 hours', b3: '-4 hours' }))
    hours.run(ago, batch)
  const late = of(await results(folder, { offline: true }), 'batches')
  expect([late.status, late.message, late.fix]).toEqual([
    'warning',
    expect.stringContaining('overdue'),
    '`tamis run`',
  ])
  db.exec("update batches set state = 'rejected', revision = 0 where batch_id = 'b3'")
  db.close()
  expect(of(await results(folder, { offline: true }), 'batches').fix).toBe('`tamis batches show b3`')
})

test('timers and crontabs are told by when they start, never by what', async () => {
  const folder = await setUp()
  const answers =
    (told: Readonly<Record<string, string>>) => async (program: string, args: readonly string[]) =>
      told[[program, ...args.filter((arg) => arg.startsWith('--user') || arg === '-l')].join(' ')] ?? null
  const scheduled = async (told: Readonly<Record<string, string>>) =>
    of(await results(folder, { offline: true, execute: answers(told) }), 'schedule')

  const timer = 'LoadState=loaded\nActiveState=active\nNextElapseUSecRealtime=Sun 2026-11-22 17:00:00 UTC\n'
  expect(await scheduled({ systemctl: timer })).toMatchObject({
    status: 'ok',
    message: 'tamis.timer is at work, next at Sun 2026-11-22 17:00:00 UTC',
  })
  const idle = {
    'systemctl --user': 'LoadState=loaded\nActiveState=inactive\n',
    systemctl: 'LoadState=not-found\n',
  }
  expect(await scheduled(idle)).toMatchObject({
    status: 'warning',
    fix: 'systemctl --user enable --now tamis.timer',
  })
  const crontab = `# tamis\nKEY=${KEY}\n0 5,17 * * * KEY=${KEY} /srv/tamis-cron.sh\n1 2 * * * other\n@daily tamis prune\n`
  expect(await scheduled({ 'crontab -l': crontab })).toMatchObject({
    status: 'ok',
    message: 'markets: the crontab starts tamis at 0 5,17 * * * and at @daily',
  })
  expect((await scheduled({})).status).toBe('note')
})

test('a database that was named beside the configured one is not held against the folder of the other', async () => {
  const folder = await setUp()
  await publish(folder, 'b1')
  const copy = backUp(folder.database, join(folder.cwd, 'copy.db')).path
  rmSync(folder.issues, { recursive: true })
  const found = await results(folder, { offline: true, flags: { database: copy } })
  expect([failures(found), of(found, 'issues').status]).toEqual([[], 'note'])
  expect(failures(await results(folder, { offline: true }))).toEqual(['issues.differ'])
})
