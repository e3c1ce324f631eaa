import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { checkDatabase, prunable, prune } from '../src/maintain.ts'
import { openMarket } from '../src/read.ts'
import { coin } from './support/coins.ts'
import { DAY, databasePath, loadOf, openSession, page, rows, sealedBatch, T0 } from './support/session.ts'

/** Five days: published, rejected, published, abandoned and begun again, sealed; the last published is d3. */
async function fiveDays(path: string): Promise<void> {
  const session = await openSession(path, {}, { codec: 'identity' })
  const { sink, stager } = session
  await sink.commit(loadOf(await sealedBatch(session, 'd1', T0), [coin('a'), coin('b')], ['dead']))
  const rejected = loadOf(await sealedBatch(session, 'd2', T0 + DAY), [coin('a')])
  await sink.commit({ ...rejected, outcome: 'rejected' })
  await sink.commit(loadOf(await sealedBatch(session, 'd2b', T0 + DAY + 1), [coin('a'), coin('c')]))
  const first = await sealedBatch(session, 'd3', T0 + 2 * DAY)
  await stager.abandon(first)
  await sink.commit(loadOf(await sealedBatch(session, 'd3', T0 + 3 * DAY), [coin('a')]))
  await sealedBatch(session, 'd4', T0 + 4 * DAY)
  const open = await stager.begin({ ...(await sealedBatch(session, 'd5', T0 + 5 * DAY)), batchId: 'd6' })
  await stager.put(open, page(1, '[]'))
  await session.close()
}

/** Every attempt with raw pages, and whether they are still there. */
const raw = (path: string): string[] =>
  rows<{ what: string }>(
    path,
    `select batch_id || ' ' || attempt || iif(body is null, ' pruned', '') as what from stg_coins order by 1`,
  ).map(({ what }) => what)
const hashes = (path: string): unknown[] => rows(path, 'select sha256, bytes from stg_coins')
const everythingElse = (path: string): unknown[] =>
  ['batches', 'revisions', 'quarantine_entries', 'quarantine_events', 'runs', 'coins'].map((table) =>
    rows(path, `select * from ${table}`),
  )

test('raw pages go by age, of published batches and abandoned attempts only, and nothing else changes', async () => {
  const path = databasePath()
  await fiveDays(path)
  const before = [everythingElse(path), hashes(path)]
  const planned = prunable(path, { before: T0 + 30 * DAY })
  expect(planned.batches.map(({ batchId, attempt, state }) => [batchId, attempt, state])).toEqual([
    ['d1', 1, 'published'],
    ['d2b', 1, 'published'],
    ['d3', 1, 'abandoned'],
  ])
  expect(raw(path).join()).not.toContain('pruned')

  const pruned = await prune(path, { before: T0 + 30 * DAY })
  expect(pruned).toEqual({ ...planned, freedBytes: expect.any(Number) })
  expect(raw(path)).toEqual([
    'd1 1 pruned',
    'd2 1',
    'd2b 1 pruned',
    'd3 1 pruned',
    'd3 2',
    'd4 1',
    'd5 1',
    'd6 1',
  ])
  expect([everythingElse(path), hashes(path)]).toEqual(before)
  expect(checkDatabase(path)).toMatchObject({ pages: 5, prunedPages: 3, problems: [] })
  expect(await prune(path, { before: T0 + 30 * DAY })).toMatchObject({ batches: [], bytes: 0 })
})

test('an attempt that was abandoned stays as long as its batch is not decided', async () => {
  const path = databasePath()
  const session = await openSession(path)
  await session.stager.abandon(await sealedBatch(session, 'b', T0))
  await sealedBatch(session, 'b', T0 + DAY)
  expect(prunable(path, { keepBytes: 0 }).batches).toEqual([])
})

test('without age or size nothing goes, and age is that of the observation', async () => {
  const path = databasePath()
  await fiveDays(path)
  expect(prunable(path, {}).batches).toEqual([])
  expect(prunable(path, { before: T0 + 1 }).batches.map(({ batchId }) => batchId)).toEqual(['d1'])
})

/** A published batch with a megabyte of raw bytes for each of four days. */
async function fourMegabytes(path: string, pipeline: string): Promise<void> {
  const { sink, stager, close } = await openSession(path, { pipeline }, { codec: 'identity' })
  const plan = { universe: 'all', currency: null, parameters: {} }
  for (const day of [0, 1, 2, 3]) {
    const extractedAt = T0 + day * DAY
    const told = {
      batchId: `${pipeline}${day}`,
      pipeline,
      dataset: 'coins',
      plan,
      adHoc: false,
      openedAt: T0,
    }
    const batch = await stager.begin(told)
    await stager.put(batch, page(1, `["${'x'.repeat(999_996)}"]`, extractedAt))
    const sealed = await stager.seal(batch, { pages: 1, requested: 1, extractedAt, listingSha256: null })
    await sink.commit(loadOf(sealed, [coin('a')]))
  }
  await close()
}

test('raw pages go by size, the oldest first, each pipeline by itself when one is named', async () => {
  const path = databasePath()
  await fourMegabytes(path, 'a')
  await fourMegabytes(path, 'b')
  const ids = (options: object): string[] => prunable(path, options).batches.map(({ batchId }) => batchId)
  expect(ids({ keepBytes: 7_000_000 })).toEqual(['a0'])
  expect(ids({ keepBytes: 5_500_000 })).toEqual(['a0', 'b0', 'a1'])
  expect(ids({ keepBytes: 0 })).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2'])
  expect(ids({ keepBytes: 3_000_000, pipeline: 'b' })).toEqual(['b0'])

  const size = statSync(path).size
  expect(await prune(path, { keepBytes: 0 })).toMatchObject({ bytes: 6_000_000, keptBytes: 2_000_000 })
  expect(statSync(path).size).toBeLessThan(size - 5_900_000)
})

test('a run goes on while it is pruned, and what it needs stays', async () => {
  const path = databasePath()
  const session = await openSession(path)
  for (const day of [0, 1]) {
    await session.sink.commit(loadOf(await sealedBatch(session, `b${day}`, T0 + day * DAY), [coin('a')]))
  }
  const under = await sealedBatch(session, 'b2', T0 + 2 * DAY)
  expect((await prune(path, { keepBytes: 0 })).batches.map(({ batchId }) => batchId)).toEqual(['b0'])
  await session.sink.commit(loadOf(under, [coin('a')]))
  expect(raw(path)).toEqual(['b0 1 pruned', 'b1 1', 'b2 1'])
})

test('what was pruned says so, and keeps its hash', async () => {
  const path = databasePath()
  await fiveDays(path)
  await prune(path, { keepBytes: 0 })
  using reader = openMarket(path)
  expect(() => reader.rawPage('d1', 1)).toThrow(
    expect.objectContaining({ code: 'page.pruned', exitCode: 65 }),
  )
  expect(reader.pages('d1')).toMatchObject([
    { pruned: true, storedBytes: 0, sha256: expect.stringMatching(/^.{64}$/) },
  ])
})

test('a file that SQLite cannot shrink is pruned all the same', async () => {
  const path = databasePath()
  await fiveDays(path)
  const db = new Sqlite(path)
  db.pragma('journal_mode = DELETE')
  db.pragma('auto_vacuum = NONE')
  db.exec('vacuum')
  db.close()
  expect(await prune(path, { keepBytes: 0 })).toMatchObject({ batches: [{}, {}, {}], freedBytes: 0 })
})

test('there is nothing to prune where there is no database, and none is made', async () => {
  const path = databasePath()
  await expect(prune(path, { keepBytes: 0 })).rejects.toMatchObject({ code: 'config.no_database' })
  expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
})
