import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import sqlite from '../src/index.ts'
import { checkPath } from '../src/open/check-path.ts'
import { identifyRolledBack } from '../src/open/identify-rolled-back.ts'
import { applyPragmas } from '../src/open/pragmas.ts'
import { connectForReading } from '../src/read/open-market.ts'
import { SCHEMA_VERSION } from '../src/schema/migrations.ts'
import { coin } from './support/coins.ts'
import {
  databasePath,
  loadOf,
  openSession,
  reading,
  sealedBatch,
  temporaryFolder,
} from './support/session.ts'

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** Opening is refused with this code, and not a byte of the file changes. */
async function expectRefusal(path: string, code: string): Promise<void> {
  const before = hashOf(path)
  await expect(openSession(path)).rejects.toMatchObject({ code, exitCode: 74 })
  expect(hashOf(path)).toBe(before)
}

test('making a store opens and makes nothing', () => {
  const path = databasePath()
  sqlite({ path })
  expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
})

test('every problem of the options is named at once', () => {
  const options = { path: ' ', busyTimeoutMs: -1, codec: 'gzip', leaseSeconds: 1.5, journal: 'off' }
  expect(() => sqlite(options as never)).toThrow(
    /journal: .*\npath: .*\nbusyTimeoutMs: .*\nleaseSeconds: .*\ncodec: /,
  )
})

test.each(['', '  ', 'a\0b', 'file:market.db', ':memory:', 'market.db ', 'data/'])(
  'the path %j is refused',
  (path) => {
    expect(() => sqlite({ path })).toThrow(expect.objectContaining({ code: 'config.invalid' }))
  },
)

test('the file and its new folders are for their owner only', async () => {
  const path = join(temporaryFolder(), 'deep', 'er', 'market.db')
  const session = await openSession(path)
  await sealedBatch(session, 'b1')
  const modes = [path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file).mode & 0o777)
  expect(modes).toEqual([0o600, 0o600, 0o600])
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
})

test('a connection that writes syncs fully and trusts no schema, read back', () => {
  const db = new Sqlite(databasePath())
  applyPragmas(db, 1234)
  const settings = [
    'synchronous',
    'journal_mode',
    'foreign_keys',
    'trusted_schema',
    'cell_size_check',
    'mmap_size',
  ]
  expect(settings.map((name) => db.pragma(name, { simple: true }))).toEqual([2, 'wal', 1, 0, 1, 0])
  expect(db.pragma('busy_timeout', { simple: true })).toBe(1234)
  db.close()
})

test('closing leaves a finished file: no write-ahead log, no lease', async () => {
  const path = databasePath()
  const session = await openSession(path)
  await sealedBatch(session, 'b1')
  await session.close()
  expect(statSync(`${path}-wal`, { throwIfNoEntry: false })).toBeUndefined()
})

test('the database of another program is refused untouched', async () => {
  const path = databasePath()
  const db = new Sqlite(path)
  db.exec('create table notes (text); insert into notes values (1)')
  db.close()
  await expectRefusal(path, 'store.foreign')
  await expect(openSession(path)).rejects.toThrow('holds one table or other object of another program')
})

test('a database with the application id of another program is refused untouched', async () => {
  const path = databasePath()
  const db = new Sqlite(path)
  db.pragma('application_id = 1234')
  db.close()
  await expectRefusal(path, 'store.foreign')
})

test('a database of a newer tamis is refused untouched', async () => {
  const path = databasePath()
  await (await openSession(path)).close()
  const db = new Sqlite(path)
  db.pragma('user_version = 99')
  db.close()
  await expectRefusal(path, 'store.newer')
})

test('a text file is refused untouched', async () => {
  const path = databasePath()
  writeFileSync(path, 'this is no database, but it is long enough to be looked at '.repeat(100))
  await expectRefusal(path, 'store.corrupt')
})

test('a view in the place of a table is refused untouched', async () => {
  const path = databasePath()
  await (await openSession(path)).close()
  const db = new Sqlite(path)
  db.exec('drop table runs; create view runs as select 1 as run_id')
  db.close()
  await expectRefusal(path, 'store.corrupt')
})

test('an empty file, as a crash may leave one, becomes a database', async () => {
  const path = databasePath()
  writeFileSync(path, '')
  await expect(openSession(path)).resolves.toBeDefined()
})

/** What a death in the middle of a transaction leaves: pages that are not committed, and the journal that takes them back. */
function interrupted(path: string, before: string): void {
  const scratch = join(temporaryFolder(), 'scratch.db')
  const db = new Sqlite(scratch)
  db.pragma('cache_size = 1')
  db.exec(`${before}; begin; create table half (x)`)
  const insert = db.prepare('insert into half values (randomblob(3000))')
  for (let n = 0; n < 100; n++) insert.run()
  for (const end of ['', '-journal']) copyFileSync(scratch + end, path + end)
  db.close()
}

test('a database that a death left half made is made again; until then there is none', async () => {
  const path = databasePath()
  interrupted(path, '')
  expect(() => connectForReading(path)).toThrow(expect.objectContaining({ code: 'config.no_database' }))
  const session = await openSession(path)
  await sealedBatch(session, 'b1')
  await session.close()
  expect(reading(path, (db) => db.pragma('integrity_check', { simple: true }))).toBe('ok')
})

test('a journal that somebody else rolls back meanwhile is not missed', async () => {
  const path = databasePath()
  await (await openSession(path)).close()
  expect(identifyRolledBack(Sqlite, path, path)).toBe(SCHEMA_VERSION)
})

test('a half-written database of another program is refused, and its journal is left to it', async () => {
  const path = databasePath()
  interrupted(path, 'create table mine (x)')
  const journal = hashOf(`${path}-journal`)
  await expectRefusal(path, 'store.foreign')
  expect(() => connectForReading(path)).toThrow(expect.objectContaining({ code: 'store.foreign' }))
  expect(hashOf(`${path}-journal`)).toBe(journal)
})

test('damage is found when the last run was cut off', async () => {
  const path = databasePath()
  const session = await openSession(path)
  await session.sink.commit(loadOf(await sealedBatch(session, 'b1'), [coin('bitcoin')]))
  await session.close()
  const db = new Sqlite(path)
  db.exec(`update leases set run_id = 'gone', owner = '{"host":"x","bootId":"b","pid":1,"startedAt":"1"}',
    renewed_at = '2020-01-01T00:00:00.000Z', expires_at = '2020-01-01T00:00:00.000Z'`)
  const root = db
    .prepare<[], number>(`select rootpage from sqlite_schema where name = 'coins_rows'`)
    .pluck()
    .get()
  const size = Number(db.pragma('page_size', { simple: true }))
  db.close()
  const bytes = readFileSync(path)
  bytes.fill(0xff, (Number(root) - 1) * size, (Number(root) - 1) * size + 200)
  writeFileSync(path, bytes)
  await expect(openSession(path)).rejects.toMatchObject({ code: 'store.corrupt' })
})

test('a link to a database is followed; one to nothing or to a folder is refused', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'market.db')
  await (await openSession(path)).close()
  symlinkSync(path, join(folder, 'link.db'))
  symlinkSync(join(folder, 'nothing'), join(folder, 'dangling.db'))
  symlinkSync(folder, join(folder, 'folder.db'))
  await (await openSession(join(folder, 'link.db'))).close()
  for (const name of ['dangling.db', 'folder.db']) {
    await expect(openSession(join(folder, name))).rejects.toMatchObject({ code: 'store.foreign' })
  }
  expect(statSync(join(folder, 'nothing'), { throwIfNoEntry: false })).toBeUndefined()
})

test('a folder in the place of the file is refused', async () => {
  await expect(openSession(temporaryFolder())).rejects.toMatchObject({ code: 'store.foreign' })
})

test('a file in the place of the folder is read_only, before anything else', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  await expect(openSession(join(file, 'market.db'))).rejects.toMatchObject({ code: 'store.read_only' })
})

test('a name that no file can have is no defect of tamis', async () => {
  const path = join(temporaryFolder(), `${'a'.repeat(300)}.db`)
  await expect(openSession(path)).rejects.toMatchObject({ code: 'store.read_only' })
})

test.runIf(process.platform === 'linux')('a folder that cannot be written is read_only', async () => {
  // Not even root makes a file there, and modes do not bind root.
  await expect(openSession('/proc/market.db')).rejects.toMatchObject({ code: 'store.read_only' })
})

test.each([
  [0x6969, 'NFS'],
  [-11317950, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
])('file system %i is a network file system', (type, name) => {
  const path = join(temporaryFolder(), 'not', 'there', 'market.db')
  expect(() => checkPath(path, () => type)).toThrow(
    expect.objectContaining({ code: 'store.network_fs', message: expect.stringContaining(name) }),
  )
})

test('a local file system is fine', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'a'))
  expect(checkPath(join(folder, 'a', 'market.db'), () => 0xef53)).toBe(join(folder, 'a', 'market.db'))
})

test('a full disk is store.full, and what was there before is whole', async () => {
  const path = databasePath()
  const session = await openSession(
    path,
    {},
    {
      connect(file) {
        const db = new Sqlite(file)
        db.pragma('max_page_count = 60')
        return db
      },
    },
  )
  const batch = await sealedBatch(session, 'b1')
  const many = Array.from({ length: 5000 }, (_, at) => coin(`coin-${at}`))
  await expect(session.sink.commit(loadOf(batch, many))).rejects.toMatchObject({
    code: 'store.full',
    exitCode: 74,
  })
  await session.sink.commit(loadOf(batch, [coin('bitcoin')]))
  expect(reading(path, (db) => db.pragma('integrity_check', { simple: true }))).toBe('ok')
})
