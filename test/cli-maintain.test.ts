import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseFault, startStandIn } from '@tamis/testkit/server'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Ended, emptyFolder, json, nobody, rows, tamis, towards } from './cli.ts'

/** Two batches in an empty folder, the first one kept out coins; then the API is gone. */
async function twoBatches(cwd: string): Promise<void> {
  await using api = await startStandIn({ size: 300, seed: 1 })
  for (const batch of ['b1', 'b2']) {
    expect(json(await tamis(['run', '--batch-id', batch], { cwd, env: towards(api.url) })).status).toBe(
      'published',
    )
  }
}

describe('what an owner does to a database', () => {
  let cwd: string
  let run: (...args: readonly string[]) => Promise<Ended>

  beforeAll(async () => {
    cwd = emptyFolder()
    run = (...args) => tamis(args, { cwd })
    await twoBatches(cwd)
    expect(json(await run('backup', 'whole.db'))).toMatchObject({ path: 'whole.db', batches: 2, pages: 2 })
  })

  test('prune shows first, then deletes raw pages, and what needs them says so', async () => {
    expect((await run('prune')).code).toBe(2)
    const shown = json(await run('prune', '--dry-run'))
    expect(shown).toMatchObject({ dry_run: true, pages: 1, batches: [{ batch_id: 'b1', pages: 1 }] })
    const kept = json(await run('why', 'bitcoin'))
    const zombie = String(rows(await run('quarantine', 'list', '--batch', 'b1'))[0]?.coin_id)
    const before = (await run('quarantine', 'show', zombie, '--batch', 'b1')).stdout

    expect(json(await run('prune', '--keep', '0'))).toEqual({
      ...shown,
      dry_run: false,
      freed_bytes: expect.any(Number),
    })
    const raw = await run('raw', 'b1')
    expect([raw.code, json(raw)]).toMatchObject([65, { error: { code: 'page.pruned' } }])
    expect(raw.stderr).toContain('pruned')
    expect(json(await run('replay', '--all'))).toMatchObject({
      status: 'done',
      batches: [
        { batch_id: 'b1', status: 'skipped' },
        { batch_id: 'b2', status: 'unchanged' },
      ],
    })
    const at = String(json(await run('batches', 'show', 'b1')).extracted_at)
    const why = json(await run('why', 'bitcoin', '--at', at))
    expect(why).toMatchObject({
      batch_id: 'b1',
      pruned: true,
      record: null,
      sha256: kept.sha256,
      outcome: 'loaded',
    })
    // Of what was kept out the quarantine still has the very text.
    const exact = /"record":(\{.*\})\}\n$/
    expect(exact.exec((await run('why', zombie, '--at', at)).stdout)?.[1]).toBe(exact.exec(before)?.[1])
  })

  test('restore brings the pages back, beside what it replaced', async () => {
    const restored = json(await run('restore', 'whole.db'))
    expect(restored).toMatchObject({ backup: 'whole.db', lost_batches: 0, pages: 2, pruned_pages: 0 })
    expect(statSync(String(restored.kept_aside)).isFile()).toBe(true)
    expect((await run('raw', 'b1')).code).toBe(0)
  })

  test('what cannot be done is refused with its exit code, and nothing is left behind', async () => {
    writeFileSync(join(cwd, 'text.db'), 'no database at all'.repeat(500))
    const before = [readdirSync(cwd), readFileSync(join(cwd, 'data/market.db'))]
    const codes: unknown[] = []
    for (const args of [
      ['backup', 'whole.db'],
      ['backup', 'nowhere/copy.db'],
      ['restore', 'nowhere.db'],
      ['restore', 'text.db'],
      ['restore', 'data/market.db'],
      ['prune', '--keep', 'much'],
      ['prune', '--older-than', '90d', '--pipeline', 'other'],
      ['backup', 'copy.db', '--database', 'none.db'],
    ]) {
      const ended = await run(...args)
      codes.push([ended.code, (json(ended).error as { code: string }).code])
    }
    expect(codes).toEqual([
      [2, 'usage.invalid'],
      [2, 'usage.invalid'],
      [2, 'usage.invalid'],
      [74, 'store.corrupt'],
      [2, 'usage.invalid'],
      [2, 'usage.invalid'],
      [2, 'usage.invalid'],
      [78, 'config.no_database'],
    ])
    expect([readdirSync(cwd), readFileSync(join(cwd, 'data/market.db'))]).toEqual(before)
  })
})

test('the doctor works with neither database nor network, and its exit code says what failed first', async () => {
  const cwd = emptyFolder()
  const env = { COINGECKO_BASE_URL: await nobody(), COINGECKO_DEMO_API_KEY: 'CG-DOCTOR-0123456' }
  const away = await tamis(['doctor'], { cwd, env })
  expect([away.code, json(away)]).toMatchObject([
    75,
    { status: 'failed', error: { code: 'source.unreachable', recovery: 'retry' }, exit_code: 75 },
  ])
  const offline = await tamis(['doctor', '--offline'], { cwd, env })
  expect([offline.code, json(offline)]).toMatchObject([0, { status: 'ok', error: null, exit_code: 0 }])
  expect(away.both + offline.both).not.toContain(env.COINGECKO_DEMO_API_KEY)
  expect(readdirSync(cwd)).toEqual([])
})

test('a backup is made while a run goes on; a restore waits for its end', async () => {
  const cwd = emptyFolder()
  await using api = await startStandIn({ size: 1000, seed: 1 })
  const run = (...args: readonly string[]) => tamis(args, { cwd, env: towards(api.url) })
  await run('run', '--batch-id', 'b1', '--universe', 'top:250')
  api.inject(parseFault('stall@/coins/markets'))
  let stop = (_: NodeJS.Signals): void => undefined
  const going = tamis(['run', '--batch-id', 'b2', '--universe', 'all'], {
    cwd,
    env: towards(api.url),
    onStart: (kill) => {
      stop = kill
    },
  })
  while (api.requests.length < 3) await new Promise((done) => setTimeout(done, 20))

  expect(json(await run('backup', 'during.db'))).toMatchObject({ batches: 2, revisions: 1 })
  const refused = await run('restore', 'during.db', '--force')
  expect([refused.code, json(refused)]).toMatchObject([75, { error: { code: 'pipeline.busy' } }])
  stop('SIGTERM')
  expect((await going).code).toBe(143)

  const again = ['run', '--batch-id', 'b2', '--universe', 'all']
  expect(json(await run(...again))).toMatchObject({ status: 'published', extracted: 1000 })
  expect((await run('restore', 'during.db')).code).toBe(2)
  expect(json(await run('restore', 'during.db', '--force'))).toMatchObject({ lost_batches: 1 })
  // The batch that was under way when the backup was made goes on from there.
  expect(json(await run(...again))).toMatchObject({ status: 'published', extracted: 1000 })
})
