import { type StagedPage, sha256 } from '@tamis/core'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkOptions } from '../src/options.ts'
import { StoreConnection } from '../src/store-connection.ts'
import { coin } from './support/coins.ts'
import {
  databasePath,
  loadOf,
  openSession,
  page,
  rows,
  type Session,
  sealedBatch,
  T0,
  testContext,
} from './support/session.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function openBatch({ stager }: Session, batchId = 'b1') {
  return stager.begin({
    batchId,
    pipeline: 'markets',
    dataset: 'coins',
    plan: { universe: 'all', currency: null, parameters: {} },
    adHoc: false,
    openedAt: T0,
  })
}

async function pagesOf(
  { stager }: Session,
  batch: Parameters<Session['stager']['pages']>[0],
): Promise<StagedPage[]> {
  const found: StagedPage[] = []
  for await (const staged of stager.pages(batch)) found.push(staged)
  return found
}

test.each(['zstd', 'identity'] as const)(
  'pages come back byte for byte, in the order of their numbers (%s)',
  async (codec) => {
    const session = await openSession(databasePath(), {}, { codec })
    const batch = await openBatch(session)
    const bodies = ['["two"]', '[{"price":1e-18,"a":1,"a":2}]', '[]']
    for (const [at, number] of [2, 1, 0].entries()) {
      const staged = await session.stager.put(batch, page(number, bodies[at] ?? '', T0 + at))
      expect(staged.sha256).toBe(sha256(bodies[at] ?? ''))
    }
    const found = await pagesOf(session, batch)
    expect(found.map((staged) => [staged.request.page, staged.request.kind, text(staged.body)])).toEqual([
      [0, 'listing', '[]'],
      [1, 'records', '[{"price":1e-18,"a":1,"a":2}]'],
      [2, 'records', '["two"]'],
    ])
    expect(found[1]).toMatchObject({
      status: 200,
      fetchedAt: T0 + 1,
      attempt: 1,
      batchId: 'b1',
      headers: { 'content-type': 'application/json' },
    })
  },
)

test('any bytes are kept exactly', async () => {
  const session = await openSession(databasePath())
  const batch = await openBatch(session)
  let number = 0
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (body) => {
      const wanted = { ...page(++number, ''), body }
      await session.stager.put(batch, wanted)
      const found = (await pagesOf(session, batch)).at(-1)
      expect(Buffer.from(found?.body ?? []).equals(Buffer.from(body))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('the same page again is a no-op, other bytes are never put in its place', async () => {
  const session = await openSession(databasePath())
  const batch = await openBatch(session)
  await session.stager.put(batch, page(1, '[1]'))
  await session.stager.put(batch, page(1, '[1]', T0 + 5000))
  await expect(session.stager.put(batch, page(1, '[2]'))).rejects.toMatchObject({ code: 'page.damaged' })
  const [found] = await pagesOf(session, batch)
  expect(text(found?.body ?? new Uint8Array())).toBe('[1]')
  expect(found?.fetchedAt).toBe(T0)
})

test('the first page is the one whose body ended first', async () => {
  const session = await openSession(databasePath())
  const batch = await openBatch(session)
  await session.stager.put(batch, page(2, '[2]', T0 + 9))
  await session.stager.put(batch, page(1, '[1]', T0 + 3))
  expect((await session.stager.find('b1'))?.firstPageAt).toBe(T0 + 3)
})

test('a batch is found by its id in any case, and begun once', async () => {
  const session = await openSession(databasePath())
  const [first, second] = await Promise.all([openBatch(session, 'Batch-1'), openBatch(session, 'batch-1')])
  expect(second).toEqual(first)
  expect((await session.stager.find('BATCH-1'))?.batchId).toBe('Batch-1')
})

test('an abandoned batch is begun again as the next attempt, and its pages stay', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const first = await openBatch(session, 'Batch-1')
  await session.stager.put(first, page(1, '[1]'))
  await session.stager.abandon(first)
  expect(await session.stager.find('batch-1')).toBeUndefined()
  const second = await openBatch(session, 'batch-1')
  expect(second).toMatchObject({ batchId: 'Batch-1', attempt: 2, firstPageAt: null, state: 'open' })
  expect(await pagesOf(session, second)).toEqual([])
  expect(await pagesOf(session, first)).toHaveLength(1)
})

test('sealing needs every page, is done once, and closes the batch to pages', async () => {
  const session = await openSession(databasePath())
  const batch = await openBatch(session)
  await session.stager.put(batch, page(0, '["a"]'))
  await session.stager.put(batch, page(1, '[1]'))
  const seal = (pages: number) =>
    session.stager.seal(batch, { pages, requested: 250, extractedAt: T0 + 7, listingSha256: 'a'.repeat(64) })
  await expect(seal(2)).rejects.toThrow('1 of its 2 pages')
  const sealed = await seal(1)
  expect(sealed).toMatchObject({ state: 'sealed', pages: 1, extractedAt: T0 + 7 })
  expect(await seal(1)).toEqual(sealed)
  await expect(session.stager.put(batch, page(2, '[2]'))).rejects.toThrow('is sealed')
  expect(await session.stager.sealed()).toEqual([sealed])
})

test('three failures in a row park a batch, and a commit forgets them', async () => {
  const session = await openSession(databasePath())
  const batch = await sealedBatch(session, 'b1')
  expect((await session.stager.failed(batch)).parkedAt).toBeNull()
  expect((await session.stager.failed(batch)).parkedAt).toBeNull()
  expect((await session.stager.failed(batch)).parkedAt).not.toBeNull()
  await session.sink.commit(loadOf(batch, [coin('bitcoin')]))
  expect((await session.stager.find('b1'))?.parkedAt).toBeNull()
  expect((await session.stager.failed(batch)).parkedAt).toBeNull()
})

test.each([
  ['other bytes', `update stg_coins set body = cast('[9]' as blob)`],
  ['bytes cut short', 'update stg_coins set body = substr(body, 1, length(body) - 3)'],
  ['another hash', `update stg_coins set sha256 = replace(hex(zeroblob(32)), '00', '0a')`],
])('a staged page with %s is damaged', async (_, damage) => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const other = new Sqlite(path)
  other.exec(damage)
  other.close()
  await expect(pagesOf(session, batch)).rejects.toMatchObject({ code: 'page.damaged' })
})

test('a compressed page that would grow beyond its size is damaged, not unpacked', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await openBatch(session)
  await session.stager.put(batch, page(1, JSON.stringify(['a'.repeat(1_000_000)])))
  const other = new Sqlite(path)
  other.exec('update stg_coins set bytes = 10')
  other.close()
  await expect(pagesOf(session, batch)).rejects.toMatchObject({ code: 'page.damaged' })
})

test('a pruned page says so', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const other = new Sqlite(path)
  other.exec('update stg_coins set body = null')
  other.close()
  await expect(pagesOf(session, batch)).rejects.toMatchObject({ code: 'page.pruned' })
})

test('a stager alone needs no sink', async () => {
  const path = databasePath()
  const { store, close, context } = await openSession(path, { pipeline: 'other' })
  await close()
  const stager = await store.stager.open({ ...context, runId: 'alone', pipeline: 'markets' })
  await sealedBatch({ stager, context: { ...context, pipeline: 'markets' } }, 'b1')
  await stager[Symbol.asyncDispose]()
  expect(rows(path, 'select state from batches')).toEqual([{ state: 'sealed' }])
})

test('a transaction that would wait for something is refused and undone', async () => {
  const path = databasePath()
  const store = await StoreConnection.open(checkOptions({ path }), testContext())
  const work = async () => {
    store.db.exec(`insert into runs (run_id, pipeline, mode, started_at) values ('x', 'markets', 'run', '')`)
  }
  expect(() => store.write('waiting', 'load', work)).toThrow('promise')
  await store.close()
  expect(rows(path, 'select * from runs')).toEqual([])
})
