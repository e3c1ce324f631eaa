import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { backUp, checkDatabase } from '../src/maintain.ts'
import { coin } from './support/coins.ts'
import {
  databasePath,
  loadOf,
  openSession,
  rows,
  sealedBatch,
  T0,
  temporaryFolder,
} from './support/session.ts'

async function published(path: string, batchId = 'b1'): Promise<void> {
  const session = await openSession(path)
  await session.sink.commit(loadOf(await sealedBatch(session, batchId), [coin('a'), coin('b')], ['dead']))
  await session.close()
}

test('a backup made while a run writes is one whole state of it, in a file that stands by itself', async () => {
  const path = databasePath()
  const session = await openSession(path)
  await session.sink.commit(loadOf(await sealedBatch(session, 'b1'), [coin('a')], ['dead']))
  const sealed = await sealedBatch(session, 'b2', T0 + 1000)
  const target = join(temporaryFolder(), 'copy.db')
  const backup = backUp(path, target)
  await session.sink.commit(loadOf(sealed, [coin('a')]))

  expect(backup).toMatchObject({
    path: target,
    batches: 2,
    revisions: 1,
    quarantined: 1,
    pages: 2,
    problems: [],
  })
  expect(rows(target, 'select batch_id, state from batches order by batch_no')).toEqual([
    { batch_id: 'b1', state: 'published' },
    { batch_id: 'b2', state: 'sealed' },
  ])
  expect(rows(target, 'select coin_id from coins_latest')).toEqual([{ coin_id: 'a' }])
  expect(readdirSync(dirname(target))).toEqual(['copy.db'])
})

test('a backup has the mode of its original, and keeps its way of giving space back', async () => {
  const path = databasePath()
  await published(path)
  chmodSync(path, 0o640)
  const target = `${path}.copy`
  backUp(path, target)
  expect(statSync(target).mode & 0o777).toBe(0o640)
  const db = new Sqlite(target, { readonly: true })
  expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
  db.close()
})

test('into a folder, the time is its name', async () => {
  const path = databasePath()
  await published(path)
  const folder = temporaryFolder()
  const now = Date.parse('2026-11-22T05:00:00.000Z')
  expect(backUp(path, folder, { now }).path).toBe(join(folder, 'market-20261122T050000Z.db'))
})

test('a backup never takes the place of anything, and needs its folder', async () => {
  const path = databasePath()
  await published(path)
  const target = join(dirname(path), 'taken')
  writeFileSync(target, 'something else')
  const none = join(dirname(path), 'none')
  for (const wrong of [target, path, `${path}-wal`, join(none, 'copy.db'), `${none}/`]) {
    expect(() => backUp(path, wrong)).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
  }
  expect(readFileSync(target, 'utf8')).toBe('something else')
  expect(readdirSync(dirname(path)).join()).not.toContain('copy')
})

test('a backup of a damaged database is not kept', async () => {
  const path = databasePath()
  await published(path)
  const db = new Sqlite(path)
  db.exec("update stg_coins set body = x'00'")
  db.close()
  const target = `${path}.copy`
  expect(() => backUp(path, target)).toThrow(
    expect.objectContaining({ code: 'store.corrupt', message: expect.stringContaining('page 1 of b1') }),
  )
  expect(existsSync(target)).toBe(false)
  expect(readdirSync(dirname(path)).join()).not.toContain('tmp')
})

test('without a database there is nothing to back up', () => {
  const path = databasePath()
  expect(() => backUp(path, `${path}.copy`)).toThrow(expect.objectContaining({ code: 'config.no_database' }))
  expect(existsSync(`${path}.copy`)).toBe(false)
})

test('a check finds torn structure, rows that refer to nothing, and staged bytes that changed', async () => {
  const path = databasePath()
  await published(path)
  expect(checkDatabase(path, { depth: 'full' })).toMatchObject({ schemaVersion: 1, pages: 1, problems: [] })
  const damaged = (name: string, sql: string): string => {
    const copy = `${path}.${name}`
    copyFileSync(path, copy)
    const db = new Sqlite(copy)
    db.unsafeMode()
    db.pragma('foreign_keys = OFF')
    db.pragma('writable_schema = ON')
    db.exec(sql)
    db.close()
    const { problems, damagedPages } = checkDatabase(copy, { depth: 'full' })
    return [...problems, ...damagedPages].join('; ')
  }
  const otherIndex = `update sqlite_schema set sql = replace(sql, 'extracted_at)', 'opened_at)') where name = 'batches_by_time'`
  expect(damaged('page', "update stg_coins set body = x'00'")).toContain('cannot be read')
  expect(damaged('hash', `update stg_coins set sha256 = '${'0'.repeat(64)}'`)).toContain('do not match')
  expect(damaged('orphan', 'delete from revisions; delete from batches')).toContain(
    'refers to nothing in batches',
  )
  expect(damaged('index', otherIndex)).toContain('missing from index batches_by_time')
})

test('a folder of another name is no database', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'market.db'))
  expect(() => checkDatabase(join(folder, 'market.db'))).toThrow(
    expect.objectContaining({ code: 'store.foreign' }),
  )
})
