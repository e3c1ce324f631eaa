import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'
import { emptyFolder, json, nobody, tamis, towards } from './cli.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

test('run --json ends with the line that the contract promises, and writes nothing after it', async () => {
  await using api = await startStandIn({ size: 600, seed: 1 })
  const cwd = emptyFolder()
  const ended = await tamis(['run', '--json'], { cwd, env: towards(api.url) })
  expect(ended.code).toBe(0)
  const report = json(ended)
  expect(Object.keys(report)).toEqual(
    'status pipeline batch_id attempt revision run_id pages requested missing extracted loaded quarantined duplicates warnings findings api_calls retries extracted_at started_at finished_at duration_ms issue_file error exit_code'.split(
      ' ',
    ),
  )
  expect(report).toMatchObject({
    status: 'published',
    pipeline: 'markets',
    batch_id: expect.stringMatching(/^markets-\d{8}T\d{6}Z-[0-9a-f]{4}$/),
    attempt: 1,
    revision: 1,
    pages: 1,
    requested: 250,
    missing: 0,
    extracted: 250,
    duplicates: 0,
    api_calls: 1,
    retries: 0,
    extracted_at: expect.stringMatching(TIME),
    started_at: expect.stringMatching(TIME),
    finished_at: expect.stringMatching(TIME),
    error: null,
    exit_code: 0,
  })
  expect(report.loaded).toBe(250 - Number(report.quarantined))
  expect(report.issue_file).toBe(`data/issue/crypto_markets-${report.batch_id}.jsonl`)
  const issues = readFileSync(join(cwd, String(report.issue_file)), 'utf8')
    .trimEnd()
    .split('\n')
  expect(issues).toHaveLength(Number(report.quarantined))
  expect(ended.both.endsWith(ended.stdout)).toBe(true)
  expect(statSync(join(cwd, 'data/market.db')).mode & 0o777).toBe(0o600)
})

test('the same batch id again asks nothing and changes nothing', async () => {
  await using api = await startStandIn({ size: 300, seed: 1 })
  const cwd = emptyFolder()
  const run = () => tamis(['run', '--batch-id', 'Mine.1'], { cwd, env: towards(api.url) })
  expect(json(await run())).toMatchObject({ status: 'published', batch_id: 'Mine.1' })
  const again = await run()
  expect([again.code, json(again)]).toMatchObject([0, { status: 'unchanged', revision: 1, api_calls: 0 }])
  expect(api.requests).toHaveLength(1)
})

test('a dry run says what it would take, asks nothing and writes nothing', async () => {
  const cwd = emptyFolder()
  const ended = await tamis(['run', '--dry-run', '--universe', 'top:1000'], {
    cwd,
    env: towards(await nobody()),
  })
  expect(json(ended)).toMatchObject({
    status: 'planned',
    requested: 1000,
    api_calls: 4,
    credits: 0,
    exit_code: 0,
  })
  expect(existsSync(join(cwd, 'data'))).toBe(false)
})

test('a run is skipped while the last batch is young, with the exit code asked for', async () => {
  await using api = await startStandIn({ size: 300, seed: 1 })
  const cwd = emptyFolder()
  const env = towards(api.url)
  await tamis(['run'], { cwd, env })
  const young = await tamis(['run', '--if-older-than', '6h', '--skipped-exit-code', '99'], { cwd, env })
  expect([young.code, json(young)]).toMatchObject([99, { status: 'skipped', exit_code: 99 }])
  const old = await tamis(['run', '--if-older-than', '0s'], { cwd, env })
  expect([old.code, json(old).status]).toEqual([0, 'published'])
})

test('a slot names the batch, so that a retry goes on with it', async () => {
  await using api = await startStandIn({ size: 300, seed: 1 })
  const cwd = emptyFolder()
  const run = () => tamis(['run', '--slot', '05:00,17:00'], { cwd, env: towards(api.url) })
  const first = json(await run())
  expect(first.batch_id).toMatch(/^markets-\d{8}T(05|17)0000Z$/)
  expect(json(await run())).toMatchObject({ status: 'unchanged', batch_id: first.batch_id })
})

test('an unknown pipeline, or none where there are several, lists them and exits 2', async () => {
  const cwd = emptyFolder()
  const pipeline = { source: { use: '@tamis/source-coingecko' } }
  writeFileSync(
    join(cwd, 'tamis.config.json'),
    JSON.stringify({ pipelines: { usd: pipeline, eur: pipeline } }),
  )
  for (const args of [['run'], ['run', 'gbp']]) {
    const ended = await tamis(args, { cwd })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('usd, eur')
    expect(json(ended)).toMatchObject({ status: 'failed', error: { code: 'usage.invalid' }, exit_code: 2 })
  }
})

test.each([
  [['run', '--batch-id', 'no/slash'], 'Try --batch-id no-slash'],
  [['run', '--universe', 'best:3'], 'top:N, all, or ids:a,b'],
  [['run', '--frobnicate'], '--help'],
  [['run', '--batch', 'x'], 'Did you mean --batch-id?'],
  [['run', 'a', 'b'], '--help'],
  [['rnu'], 'Did you mean `tamis run`?'],
  [['--config', 'x.json', 'run'], 'Flags come after it'],
])('tamis %j exits 2 and says what to do', async (args, hint) => {
  const ended = await tamis(args, { cwd: emptyFolder(), env: towards(await nobody()) })
  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain(hint)
  expect(json(ended)).toMatchObject({ status: 'failed', exit_code: 2 })
})
