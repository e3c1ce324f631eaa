import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { MIGRATIONS, migrate, SCHEMA_VERSION } from '../src/schema/migrations.ts'
import { type Coin, coin, coins } from './support/coins.ts'
import {
  databasePath,
  loadOf,
  openSession,
  reading,
  rows,
  sealedBatch,
  T0,
  testContext,
} from './support/session.ts'

const shell = spawnSync('sqlite3', ['--version'], { encoding: 'utf8' }).status === 0

async function marketWith(path: string, batches: number): Promise<void> {
  const session = await openSession(path)
  for (let at = 0; at < batches; at++) {
    const batch = await sealedBatch(session, `b${at}`, T0 + at * 1000)
    await session.sink.commit(loadOf(batch, [coin('bitcoin'), coin('ether')], ['dead']))
  }
  await session.close()
}

test.runIf(shell)('every table and view opens in the stock sqlite3 shell', async () => {
  const path = databasePath()
  await marketWith(path, 2)
  const names = rows<{ name: string }>(path, `select name from sqlite_schema where type in ('table', 'view')`)
  expect(names.length).toBeGreaterThan(12)
  for (const { name } of names) {
    const { status, stderr } = spawnSync('sqlite3', [path, `select * from "${name}"`], { encoding: 'utf8' })
    expect([name, status, stderr]).toEqual([name, 0, ''])
  }
})

test.runIf(shell)(
  'the stock shell shows times as ISO 8601 with milliseconds and integers as integers',
  async () => {
    const path = databasePath()
    await marketWith(path, 1)
    const sql = `select extracted_at, seen_at, rank, price, typeof(rank) from coins_latest where coin_id = 'bitcoin'`
    const { stdout } = spawnSync('sqlite3', [path, sql], { encoding: 'utf8' })
    expect(stdout.trim()).toBe('2026-01-01T05:00:00.000Z|2026-01-01T00:00:00.123Z|1|1.5|integer')
  },
)

test('latest reads one batch, however many there are', async () => {
  const path = databasePath()
  await marketWith(path, 40)
  const plan = rows<{ detail: string }>(path, 'explain query plan select * from coins_latest').map(
    (row) => row.detail,
  )
  expect(plan.filter((line) => line.startsWith('SCAN'))).toEqual([expect.stringContaining('SCAN l')])
  expect(plan).toContainEqual(expect.stringMatching(/^SEARCH n USING (COVERING )?INDEX batches_published/))
  expect(plan).toContainEqual(expect.stringMatching(/^SEARCH r .*\(batch_no=\?\)/))
})

test('one coin over the years is one look-up a batch', async () => {
  const path = databasePath()
  await marketWith(path, 40)
  const sql = `explain query plan select extracted_at, price from coins where coin_id = 'bitcoin'`
  const plan = rows<{ detail: string }>(path, sql).map((row) => row.detail)
  expect(plan).toContainEqual(expect.stringMatching(/^SEARCH r .*\(batch_no=\? AND key_no=\?\)/))
})

test('every table is strict, and foreign keys hold', async () => {
  const path = databasePath()
  await marketWith(path, 2)
  const loose = `select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0
    and name not like 'sqlite_%'`
  expect(rows(path, loose)).toEqual([])
  expect(rows(path, 'pragma foreign_key_check')).toEqual([])
})

test('the schema version stands in the file', async () => {
  const path = databasePath()
  await marketWith(path, 1)
  expect(reading(path, (db) => db.pragma('user_version', { simple: true }))).toBe(SCHEMA_VERSION)
  expect(MIGRATIONS.map((step) => step.version)).toEqual(MIGRATIONS.map((_, at) => at + 1))
})

test('space that prune frees can be given back without writing the whole file again', async () => {
  const path = databasePath()
  await marketWith(path, 1)
  const db = new Sqlite(path)
  expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
  db.exec('update stg_coins set body = zeroblob(1000000)')
  const before = Number(db.pragma('page_count', { simple: true }))
  db.exec('update stg_coins set body = null')
  db.pragma('incremental_vacuum')
  expect(Number(db.pragma('page_count', { simple: true }))).toBeLessThan(before - 200)
  db.close()
})

test('an older file is copied beside itself, then migrated in one transaction', async () => {
  const path = databasePath()
  await marketWith(path, 1)
  const next = SCHEMA_VERSION + 1
  const db = new Sqlite(path)
  const broken = { version: next, up: () => db.exec('create table added (x) strict; select nonsense') }
  expect(() => migrate(db, path, [...MIGRATIONS, broken])).toThrow()
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION)
  migrate(db, path, [
    ...MIGRATIONS,
    { version: next, up: () => db.exec('create table added (x int) strict') },
  ])
  expect(db.pragma('user_version', { simple: true })).toBe(next)
  db.close()
  const copy = `${path}.backup-v${SCHEMA_VERSION}`
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  expect(existsSync(`${copy}.tmp`)).toBe(false)
  expect(rows(copy, 'select batch_id from batches')).toEqual([{ batch_id: 'b0' }])
  expect(rows(copy, `select name from sqlite_schema where name = 'added'`)).toEqual([])
})

test('a field that a newer version of the dataset brings is a new column, null before', async () => {
  const path = databasePath()
  await marketWith(path, 1)
  const { store } = await openSession(path, { pipeline: 'other' })
  const newer = {
    ...coins,
    version: 2,
    fields: { ...coins.fields, volume: { type: 'real', nullable: true, doc: 'Traded.' } },
  } as const
  const context = testContext()
  const sink = await store.sink.open<Coin & { volume?: number }>(newer, context)
  const stager = await store.stager.open(context)
  const batch = await sealedBatch({ stager, context }, 'c1', T0 + 5000)
  const record = { ...coin('bitcoin'), volume: 7 }
  await sink.commit({
    ...loadOf(batch, []),
    records: [{ record, page: 1, position: 0 }],
    counts: { extracted: 1, loaded: 1, quarantined: 0, duplicates: 0 },
  })
  expect(rows(path, `select volume from coins where coin_id = 'bitcoin' order by extracted_at`)).toEqual([
    { volume: null },
    { volume: 7 },
  ])
  await stager[Symbol.asyncDispose]()
  await sink[Symbol.asyncDispose]()
})

test('a dataset that defines a field otherwise than the tables have it is refused', async () => {
  const path = databasePath()
  await marketWith(path, 1)
  const { store } = await openSession(path, { pipeline: 'other' })
  const clash = {
    ...coins,
    version: 2,
    fields: { ...coins.fields, price: { ...coins.fields.price, type: 'text' } },
  } as const
  await expect(store.sink.open(clash, testContext())).rejects.toMatchObject({
    code: 'plugin.invalid',
    message: expect.stringContaining('price'),
  })
})

test.each(['batch_id', 'key_no', 'Price', 'a"b', '', '__proto__x'.slice(0, 9)])(
  'a field named %j is refused',
  async (name) => {
    const { store } = await openSession(databasePath(), { pipeline: 'other' })
    const fields = Object.fromEntries([...Object.entries(coins.fields), [name, coins.fields.price]])
    await expect(store.sink.open({ ...coins, fields }, testContext())).rejects.toMatchObject({
      code: 'plugin.invalid',
    })
  },
)
