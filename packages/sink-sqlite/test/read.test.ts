import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '@tamis/core'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { prune } from '../src/maintain.ts'
import { type MarketReader, openMarket } from '../src/read.ts'
import { coin } from './support/coins.ts'
import {
  DAY,
  databasePath,
  loadOf,
  openSession,
  type Session,
  sealedBatch,
  T0,
  temporaryFolder,
} from './support/session.ts'

const NOW = T0 + 10 * DAY

function reader(path: string): MarketReader {
  const market = openMarket(path, { now: () => NOW })
  onTestFinished(() => market.close())
  return market
}

/** Three days of a market: `old` leaves after the first, `dead` stops trading on the second. */
async function threeDays(session: Session): Promise<void> {
  const days = [
    loadOf(await sealedBatch(session, 'b1', T0), [
      coin('big', { price: 1, market_cap: 100 }),
      coin('dead', { price: 10, market_cap: 500 }),
      coin('old', { price: 20 }),
    ]),
    loadOf(
      await sealedBatch(session, 'b2', T0 + DAY),
      [coin('big', { price: 2, market_cap: 100 })],
      ['dead'],
    ),
    loadOf(await sealedBatch(session, 'b3', T0 + 2 * DAY), [
      coin('small', { price: 7, market_cap: 1 }),
      coin('big', { price: 3, market_cap: 100 }),
      coin('bigger', { price: 8, market_cap: 90, symbol: 'BIG' }),
    ]),
  ]
  for (const [day, load] of days.entries())
    await session.sink.commit({ ...load, at: T0 + day * DAY + 60_000 })
}

async function market(): Promise<{ path: string; session: Session; market: MarketReader }> {
  const path = databasePath()
  const session = await openSession(path)
  await threeDays(session)
  return { path, session, market: reader(path) }
}

const keys = (records: readonly { readonly key: string }[]): string[] => records.map((record) => record.key)

test('without a database there is none, and none is made', () => {
  const path = join(temporaryFolder(), 'market.db')
  expect(() => openMarket(path)).toThrow(
    expect.objectContaining({ code: 'config.no_database', exitCode: 78 }),
  )
  expect(existsSync(path)).toBe(false)
  writeFileSync(path, '')
  expect(() => openMarket(path)).toThrow(expect.objectContaining({ code: 'config.no_database' }))
})

test('what is no database of tamis is refused, untouched', () => {
  const path = databasePath()
  writeFileSync(path, 'no database at all '.repeat(200))
  expect(() => openMarket(path)).toThrow(expect.objectContaining({ code: 'store.corrupt' }))
  const foreign = databasePath()
  const db = new Sqlite(foreign)
  db.exec('create table t (x)')
  db.close()
  const hash = () => createHash('sha256').update(readFileSync(foreign)).digest('hex')
  const before = hash()
  expect(() => openMarket(foreign)).toThrow(expect.objectContaining({ code: 'store.foreign' }))
  expect(hash()).toBe(before)
})

test('reading writes nothing', async () => {
  const { session, path } = await market()
  await session.close()
  const before = statSync(path).mtimeMs
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
  const again = openMarket(path)
  again.universe()
  expect(() => again.query('delete from batches')).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
  again.close()
  expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(hash)
  expect(statSync(path).mtimeMs).toBe(before)
})

test('batches come with the last one first, with their counts', async () => {
  const { market: read } = await market()
  expect(
    read.batches().map(({ batchId, loaded, quarantined, state }) => [batchId, loaded, quarantined, state]),
  ).toEqual([
    ['b3', 3, 0, 'published'],
    ['b2', 1, 1, 'published'],
    ['b1', 3, 0, 'published'],
  ])
  expect(read.batches({ from: T0 + 1, to: T0 + DAY }).map((batch) => batch.batchId)).toEqual(['b2'])
  expect(read.batches({ pipeline: 'other' })).toEqual([])
  expect(read.batches({ limit: 1 })).toHaveLength(1)
})

test('one batch comes with everything the ledger knows', async () => {
  const { market: read } = await market()
  expect(read.batch('B2')).toMatchObject({
    batchId: 'b2',
    plan: { universe: 'top:3', currency: 'usd', parameters: { order: 'cap' } },
    findings: { 'volume.zero': 1 },
    gates: [{ gate: 'batch.rows', outcome: 'passed' }],
    revisions: [{ revision: 1, publishedAt: T0 + DAY + 60_000, reason: 'run' }],
    stagedPages: [{ page: 1, url: 'https://api.example/coins', pruned: false }],
    abandoned: [],
  })
  expect(read.batch('nothing')).toBeUndefined()
})

test('a staged page is read back exactly, by attempt too', async () => {
  const { market: read } = await market()
  const raw = read.rawPage('b1', 1)
  expect(new TextDecoder().decode(raw.body)).toBe('[{"batch":"b1"}]')
  expect(raw.sha256).toBe(sha256(raw.body))
  expect(() => read.rawPage('b1', 9)).toThrow(
    expect.objectContaining({ code: 'usage.invalid', message: expect.stringContaining('1 to 1') }),
  )
  expect(() => read.rawPage('b1', 1, 2)).toThrow(expect.objectContaining({ code: 'batch.unknown' }))
  expect(() => read.pages('zz')).toThrow(expect.objectContaining({ code: 'batch.unknown' }))
  const writer = new Sqlite(read.path)
  writer.exec('update stg_coins set body = null')
  writer.close()
  expect(() => read.rawPage('b1', 1)).toThrow(expect.objectContaining({ code: 'page.pruned' }))
  expect(read.pages('b1')).toMatchObject([{ pruned: true, storedBytes: 0 }])
})

test('the universe is that of the last batch, largest first', async () => {
  const { market: read } = await market()
  const now = read.universe()
  expect(now).toMatchObject({ batchId: 'b3', revision: 1, ageMs: 8 * DAY, currency: 'usd', current: true })
  expect(keys(now.records)).toEqual(['big', 'bigger', 'small'])
  expect(now.records[0]?.record).toEqual(coin('big', { price: 3, market_cap: 100 }))
  expect(keys(read.universe({ top: 2 }).records)).toEqual(['big', 'bigger'])
})

test.each([
  [0, 'b1', ['dead', 'big', 'old']],
  [DAY - 1, 'b1', ['dead', 'big', 'old']],
  [DAY, 'b2', ['big']],
])('as of %i ms after the first batch, the universe is that of %s', async (after, batchId, coins) => {
  const { market: read } = await market()
  const then = read.universe({ asOf: T0 + after })
  expect(then.batchId).toBe(batchId)
  expect(then.ageMs).toBe(T0 + after - then.extractedAt)
  expect(keys(then.records)).toEqual(coins)
})

test('before the first batch there is no universe, and the message says since when', async () => {
  const { market: read } = await market()
  expect(() => read.universe({ asOf: T0 - 1 })).toThrow(
    /no batch of 2026-01-01T04:59:59\.999Z or before; its first is of 2026-01-01T05:00:00\.000Z/,
  )
})

test('what rules kept out is there when asked for, marked', async () => {
  const { market: read } = await market()
  expect(read.universe({ asOf: T0 + DAY }).quarantined).toEqual([])
  const all = read.universe({ asOf: T0 + DAY, includeQuarantined: true })
  expect(all.quarantined).toMatchObject([
    { key: 'dead', findings: [{ rule: 'volume.zero' }], candidate: { price: 0 } },
  ])
})

test('what was known earlier stays answerable after a replay', async () => {
  const { market: read, session } = await market()
  const batch = await session.stager.find('b1')
  if (batch === undefined) throw new Error('b1 is gone')
  const replayed = loadOf(batch, [
    coin('big', { price: 1.25, market_cap: 100 }),
    coin('old', { price: 20 }),
    coin('new'),
  ])
  await session.sink.commit({ ...replayed, at: T0 + 5 * DAY })
  const prices = (knownAt?: number) =>
    read
      .universe({ asOf: T0, ...(knownAt === undefined ? {} : { knownAt }) })
      .records.map(({ key, record }) => [key, record.price])
  expect(prices(T0 + 5 * DAY - 1)).toEqual([
    ['dead', 10],
    ['big', 1],
    ['old', 20],
  ])
  expect(prices(T0 + 5 * DAY)).toEqual([
    ['big', 1.25],
    ['old', 20],
    ['new', 1.5],
  ])
  expect(prices()).toEqual(prices(T0 + 5 * DAY))
  expect(read.universe({ asOf: T0, knownAt: T0 + DAY })).toMatchObject({ revision: 1, current: false })
  expect(read.price({ coin: 'big', asOf: T0, knownAt: T0 + DAY }).record.price).toBe(1)
  expect(read.price({ coin: 'big', asOf: T0 }).record.price).toBe(1.25)
})

test('what nobody knew yet is not known', async () => {
  const { market: read } = await market()
  expect(read.universe({ knownAt: T0 + DAY }).batchId).toBe('b1')
  expect(() => read.universe({ knownAt: T0 })).toThrow(
    /no batch published by 2026-01-01T05:00:00\.000Z; its first is of/,
  )
})

test('a price between two batches is that of the earlier one, with its age', async () => {
  const { market: read } = await market()
  expect(read.price({ coin: 'big', asOf: T0 + DAY + 1000 })).toMatchObject({
    key: 'big',
    batchId: 'b2',
    ageMs: 1000,
    inMarket: true,
    record: { price: 2 },
  })
})

test('a coin that left or went zombie keeps its last price, and it is said so', async () => {
  const { market: read } = await market()
  expect(read.price({ coin: 'old' })).toMatchObject({
    batchId: 'b1',
    ageMs: 10 * DAY,
    inMarket: false,
    keptOutBy: [],
  })
  expect(read.price({ coin: 'dead', asOf: T0 + DAY })).toMatchObject({
    batchId: 'b1',
    inMarket: false,
    keptOutBy: [{ rule: 'volume.zero' }],
  })
})

test('a symbol of one coin is enough; one that several share is refused with the ids', async () => {
  const { market: read } = await market()
  expect(read.price({ coin: 'SMA' }).key).toBe('small')
  expect(() => read.price({ coin: 'big ' })).toThrow('No coin')
  const shared = () => read.price({ coin: 'Big' })
  expect(shared).toThrow(/shared by 2 coins: big, bigger/)
  expect(shared).toThrow(
    expect.objectContaining({
      exitCode: 2,
      details: {
        candidates: [
          { key: 'big', name: 'BIG', marketCap: 100 },
          { key: 'bigger', name: 'BIGGER', marketCap: 90 },
        ],
      },
    }),
  )
})

test('a coin is led back to its batch, page and position', async () => {
  const { market: read } = await market()
  expect(read.locate({ coin: 'bigger' })).toMatchObject({
    batchId: 'b3',
    attempt: 1,
    revision: 1,
    outcome: 'loaded',
    position: 2,
    page: { page: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), url: 'https://api.example/coins' },
    record: { price: 8 },
  })
  expect(read.locate({ coin: 'dead', asOf: T0 + DAY })).toMatchObject({
    outcome: 'quarantined',
    position: 1,
    record: null,
    findings: [{ rule: 'volume.zero' }],
  })
  expect(read.locate({ coin: 'old' })).toBeUndefined()
})

test('quarantine is filtered by what it holds', async () => {
  const { market: read } = await market()
  const [entry] = read.quarantine()
  expect(entry).toMatchObject({
    batchId: 'b2',
    key: 'dead',
    status: 'open',
    record: JSON.stringify(coin('dead', { price: 0 })),
  })
  for (const filter of [
    { rule: 'volume.zero' },
    { code: 'zero' },
    { key: 'dead' },
    { batchId: 'B2' },
    { pipeline: 'markets' },
  ]) {
    expect(read.quarantine({ ...filter, status: 'open' })).toEqual([entry])
  }
  for (const filter of [
    { rule: 'volume' },
    { code: 'missing' },
    { key: 'big' },
    { status: 'released' as const },
  ]) {
    expect(read.quarantine(filter)).toEqual([])
  }
})

test('status tells the last batch, the trend and what waits', async () => {
  const { market: read, session } = await market()
  await sealedBatch(session, 'b4', T0 + 3 * DAY)
  const status = read.status()
  expect(status).toMatchObject({
    pipeline: 'markets',
    ageMs: 8 * DAY,
    latest: { batchId: 'b3' },
    holder: { runId: session.context.runId },
  })
  expect(status.trend.map((batch) => batch.loaded)).toEqual([3, 1, 3])
  expect(status.pending.map((batch) => batch.batchId)).toEqual(['b4'])
  expect(status.database.bytes).toBeGreaterThan(10_000)
  expect(status.judged).toMatchObject({
    batch: { batchId: 'b3' },
    gates: [{ gate: 'batch.rows', outcome: 'passed' }],
  })
})

test('growth is that of a batch at the pace of the last ones, whatever was pruned of the first', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const read = reader(path)
  const records = Array.from({ length: 500 }, (_, at) =>
    coin(`coin-${at}`, { name: `A coin by the name of ${at}` }),
  )
  const add = async (day: number): Promise<number> => {
    const before = read.size().bytes
    const sealed = await sealedBatch(session, `d${day}`, T0 + day * DAY)
    await session.sink.commit(
      loadOf(
        sealed,
        records.map((record) => ({ ...record, price: day })),
      ),
    )
    return read.size().bytes - before
  }
  expect(read.size()).toMatchObject({ rawBytes: 0, bytesPerBatch: null, bytesPerYear: null })
  await add(0)
  expect(read.size()).toMatchObject({ bytesPerBatch: expect.any(Number), bytesPerYear: null })
  const grown = [await add(1), await add(2), await add(3)].reduce((sum, bytes) => sum + bytes, 0) / 3
  const { rawBytes, bytesPerBatch, bytesPerYear } = read.size()
  expect(rawBytes).toBeGreaterThan(0)
  expect((bytesPerBatch ?? 0) / grown).toBeGreaterThan(0.5)
  expect((bytesPerBatch ?? 0) / grown).toBeLessThan(2)
  expect(bytesPerYear).toBe(365 * (bytesPerBatch ?? 0))
  await session.close()
  await prune(path, { keepBytes: 0 })
  expect((read.size().bytesPerBatch ?? 0) / (bytesPerBatch ?? 1)).toBeCloseTo(1, 1)
})

test('with several pipelines, one has to be named', async () => {
  const { market: read, path } = await market()
  const other = await openSession(path, { pipeline: 'eur' })
  await other.sink.commit(loadOf(await sealedBatch(other, 'e1'), [coin('euro')]))
  expect(() => read.universe()).toThrow(/Which pipeline\? there are eur, markets/)
  expect(() => read.universe({ pipeline: 'nope' })).toThrow(expect.objectContaining({ exitCode: 2 }))
  expect(keys(read.universe({ pipeline: 'eur' }).records)).toEqual(['euro'])
})

test('records stream over a range of batches, the first one first, while other questions are asked', async () => {
  const { market: read } = await market()
  const stream = read.records({ from: T0, to: T0 + DAY })
  expect(stream.fields.slice(0, 3)).toEqual([
    { name: 'coin_id', type: 'text' },
    { name: 'symbol', type: 'text' },
    { name: 'name', type: 'text' },
  ])
  const seen = []
  for (const { batchId, key } of stream.records) {
    expect(read.batch(batchId)?.batchId).toBe(batchId)
    seen.push(`${batchId}/${key}`)
  }
  expect(seen).toEqual(['b1/big', 'b1/dead', 'b1/old', 'b2/big'])
  expect([...read.records().records].map((record) => record.batchId)).toEqual(['b3', 'b3', 'b3'])
  expect([...read.records({ batchId: 'B1' }).records]).toHaveLength(3)
})

test('sql reads, with raw_json, and nothing else', async () => {
  const { market: read } = await market()
  const result = read.query('select batch_id, raw_json(body, codec) as body from stg_coins order by 1')
  expect(result.columns).toEqual(['batch_id', 'body'])
  expect([...result.rows][0]).toEqual(['b1', '[{"batch":"b1"}]'])
  for (const sql of [
    'delete from batches',
    "attach database 'x.db' as x",
    'pragma journal_mode = delete',
    'create temp table t (x)',
    'select 1; select 2',
    'selekt',
    'select raw_json(1, 2)',
    '',
  ]) {
    const run = () => [...read.query(sql).rows]
    if (sql.startsWith('pragma')) expect(() => run()).not.toThrow(/SqliteError/)
    else expect(run, sql).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
  }
  expect(existsSync('x.db')).toBe(false)
})

test('a reader sees whole batches while a run commits', async () => {
  const { market: read, session } = await market()
  const batch = await sealedBatch(session, 'b4', T0 + 3 * DAY)
  const stream = read.records().records[Symbol.iterator]()
  stream.next()
  await session.sink.commit(loadOf(batch, [coin('late')]))
  expect([...{ [Symbol.iterator]: () => stream }].map((record) => record.batchId)).toEqual(['b3', 'b3'])
  expect(keys(read.universe().records)).toEqual(['late'])
})
