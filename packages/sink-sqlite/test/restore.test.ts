import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { backUp, checkDatabase, restore } from '../src/maintain.ts'
import { coin } from './support/coins.ts'
import { anotherHost, databasePath, loadOf, openSession, rows, sealedBatch, T0 } from './support/session.ts'

const NOW = Date.parse('2026-11-22T05:00:00.000Z')
const AGAIN = { now: NOW, force: true }

async function publish(path: string, batchId: string, extractedAt = T0): Promise<void> {
  const session = await openSession(path)
  await session.sink.commit(
    loadOf(await sealedBatch(session, batchId, extractedAt), [coin('a'), coin(batchId)], ['dead']),
  )
  await session.close()
}

/** A database with the batch b1, and a backup of it. */
async function backedUp(): Promise<{ readonly path: string; readonly backup: string }> {
  const path = databasePath()
  await publish(path, 'b1')
  return { path, backup: backUp(path, `${path}.backup`).path }
}

const batches = (path: string): unknown[] =>
  rows(path, 'select batch_id from batches').map(({ batch_id }) => batch_id)
/** What else there is; readers leave an empty log beside a database. */
const beside = (path: string): string[] =>
  readdirSync(dirname(path))
    .filter((name) => !name.endsWith('.backup') && !/^market\.db(-wal|-shm)?$/.test(name))
    .sort()

function write(path: string, sql: string): void {
  const db = new Sqlite(path)
  db.exec(sql)
  db.close()
}

test('a backup comes back where there is no database, and the next run goes on from it', async () => {
  const { path, backup } = await backedUp()
  const elsewhere = join(dirname(path), 'new', 'market.db')
  expect(restore(backup, elsewhere)).toMatchObject({ path: elsewhere, keptAside: null, lost: 0, batches: 1 })
  expect(statSync(elsewhere).mode & 0o777).toBe(0o600)
  await publish(elsewhere, 'b2', T0 + 1000)
  expect(batches(elsewhere)).toEqual(['b1', 'b2'])
  expect(batches(backup)).toEqual(['b1'])
})

test('a database that holds more than the backup is replaced only by force, and kept aside', async () => {
  const { path, backup } = await backedUp()
  await publish(path, 'b2', T0 + 1000)
  chmodSync(path, 0o640)
  expect(() => restore(backup, path)).toThrow(
    expect.objectContaining({
      code: 'usage.invalid',
      message: expect.stringContaining('one batch that the backup'),
    }),
  )
  expect([batches(path), beside(path)]).toEqual([['b1', 'b2'], []])

  const aside = `${path}.before-20261122T050000Z`
  expect(restore(backup, path, AGAIN)).toMatchObject({ keptAside: aside, lost: 1 })
  expect([batches(path), batches(aside)]).toEqual([['b1'], ['b1', 'b2']])
  expect(statSync(path).mode & 0o777).toBe(0o640)

  // What was kept aside is a backup like any other, and twice in a second nothing is overwritten.
  expect(restore(aside, path, AGAIN)).toMatchObject({ keptAside: `${aside}-2`, lost: 0 })
  expect(batches(path)).toEqual(['b1', 'b2'])
})

test('a batch that went on since counts as lost: another state, another revision, the same id made anew', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const sealed = await sealedBatch(session, 'b1')
  const early = backUp(path, `${path}.1.backup`).path
  await session.sink.commit(loadOf(sealed, [coin('a')]))
  const later = backUp(path, `${path}.2.backup`).path
  await session.sink.commit(
    loadOf(sealed, [coin('b')], [], { versions: { source: 't', dataset: 1, rules: [], hash: 'x' } }),
  )
  await session.close()
  for (const backup of [early, later]) expect(() => restore(backup, path)).toThrow('one batch')
})

test('a restore is refused while a run holds the lease, whatever the force', async () => {
  const { path, backup } = await backedUp()
  const session = await openSession(path)
  expect(() => restore(backup, path, AGAIN)).toThrow(
    expect.objectContaining({
      code: 'pipeline.busy',
      exitCode: 75,
      message: expect.stringContaining(`process ${process.pid}`),
    }),
  )
  await publish2(session)
  expect(batches(path)).toEqual(['b1', 'b2'])

  const during = backUp(path, `${path}.during.backup`).path
  await session.close()
  restore(during, path, AGAIN)
  expect(rows(path, 'select pipeline, owner from leases')).toEqual([{ pipeline: 'markets', owner: null }])
})

async function publish2(session: Awaited<ReturnType<typeof openSession>>): Promise<void> {
  await session.sink.commit(loadOf(await sealedBatch(session, 'b2', T0 + 1000), [coin('a')]))
}

test('the lease of another host counts until it runs out, that of a dead process not at all', async () => {
  const { path, backup } = await backedUp()
  const hold = (owner: object, until: string): void => {
    write(path, `update leases set owner = '${JSON.stringify(owner)}', run_id = 'r', expires_at = '${until}'`)
  }
  hold(anotherHost, '2026-11-22T05:01:00.000Z')
  expect(() => restore(backup, path, { now: NOW })).toThrow(
    expect.objectContaining({ code: 'pipeline.busy' }),
  )
  hold(anotherHost, '2026-11-22T04:59:00.000Z')
  expect(restore(backup, path, { now: NOW })).toMatchObject({ lost: 0 })
  const session = await openSession(path)
  const owner = { ...session.context.owner, pid: spawnSync('true').pid }
  await session.close()
  hold(owner, '2026-11-22T06:00:00.000Z')
  expect(restore(backup, path, { now: NOW })).toMatchObject({ lost: 0 })
})

test('a restore is refused while any program reads the database', async () => {
  const { path, backup } = await backedUp()
  const reader = new Sqlite(path, { readonly: true })
  onTestFinished(() => void reader.close())
  reader.prepare('select count(*) from batches').get()
  expect(() => restore(backup, path)).toThrow(expect.objectContaining({ code: 'store.locked' }))
  expect(beside(path)).toEqual([])
})

test('who had just opened the old file, and not looked at it yet, writes nothing into it', async () => {
  const { path, backup } = await backedUp()
  const late = new Sqlite(path)
  onTestFinished(() => void late.close())
  restore(backup, path)
  expect(() => late.exec('update batches set fence = 9')).toThrow(
    expect.objectContaining({ code: 'SQLITE_READONLY_DBMOVED' }),
  )
})

test('a damaged database is replaced, with the log that was left beside it out of the way', async () => {
  const { path, backup } = await backedUp()
  writeFileSync(path, 'x'.repeat(20_000))
  for (const ending of ['-wal', '-shm', '-journal']) writeFileSync(path + ending, 'left by a crash')
  const { keptAside, lost } = restore(backup, path, { now: NOW })
  expect([lost, batches(path), checkDatabase(path, { depth: 'full' }).problems]).toEqual([null, ['b1'], []])
  const aside = basename(keptAside ?? '')
  expect(beside(path)).toEqual([aside, `${aside}-journal`, `${aside}-shm`, `${aside}-wal`])
  expect(readFileSync(keptAside ?? '', 'utf8')).toBe('x'.repeat(20_000))
})

test('a log whose database is gone is not played back into the restored one', async () => {
  const { path, backup } = await backedUp()
  const other = new Sqlite(`${path}.other`)
  other.pragma('journal_mode = WAL')
  other.exec('create table t (x); insert into t values (1)')
  rmSync(path)
  writeFileSync(`${path}-wal`, readFileSync(`${path}.other-wal`))
  other.close()
  restore(backup, path)
  expect(existsSync(`${path}-wal`)).toBe(false)
  expect(batches(path)).toEqual(['b1'])
})

test('a backup that is cut short, damaged, foreign, newer, empty or missing changes nothing', async () => {
  const { path, backup } = await backedUp()
  const before = readFileSync(path)
  const bad = (name: string, make: (file: string) => void): string => {
    const file = `${path}.${name}.backup`
    writeFileSync(file, readFileSync(backup))
    make(file)
    return file
  }
  const cases = [
    [bad('cut', (file) => truncateSync(file, 20_000)), 'store.corrupt', 'earlier backup'],
    [
      bad('text', (file) => writeFileSync(file, 'no database at all, whatever it is called'.repeat(99))),
      'store.corrupt',
      'earlier backup',
    ],
    [
      bad('page', (file) => write(file, "update stg_coins set body = x'00'")),
      'store.corrupt',
      'earlier backup',
    ],
    [bad('foreign', (file) => write(file, 'pragma application_id = 1')), 'store.foreign', 'tamis backup'],
    [bad('newer', (file) => write(file, 'pragma user_version = 99')), 'store.newer', 'Update tamis'],
    [bad('empty', (file) => writeFileSync(file, '')), 'usage.invalid', 'tamis backup'],
    [`${path}.nowhere`, 'usage.invalid', 'tamis backup'],
    [path, 'usage.invalid', 'tamis backup'],
  ] as const
  for (const [file, code, hint] of cases) {
    expect(() => restore(file, path, AGAIN), file).toThrow(
      expect.objectContaining({ code, hint: expect.stringContaining(hint) }),
    )
  }
  expect(readFileSync(path).equals(before)).toBe(true)
  expect(beside(path)).toEqual([])
})

test('the database of another program, or of a newer tamis, is not replaced', async () => {
  const { path, backup } = await backedUp()
  write(path, 'pragma user_version = 99')
  expect(() => restore(backup, path, AGAIN)).toThrow(expect.objectContaining({ code: 'store.newer' }))
  write(path, 'pragma application_id = 1')
  expect(() => restore(backup, path, AGAIN)).toThrow(expect.objectContaining({ code: 'store.foreign' }))
})

test('a backup copied together with its log is restored with what the log holds', async () => {
  const path = databasePath()
  const session = await openSession(path)
  await publish2(session)
  const copy = `${path}.cp`
  for (const ending of ['', '-wal']) writeFileSync(copy + ending, readFileSync(path + ending))
  await session.close()
  const elsewhere = `${path}.restored`
  restore(copy, elsewhere)
  expect(batches(elsewhere)).toEqual(['b2'])
})

test('a link to the database stays a link', async () => {
  const { path, backup } = await backedUp()
  const link = `${path}.link`
  symlinkSync(path, link)
  restore(backup, link, { now: NOW })
  expect([batches(path), beside(path)]).toEqual([
    ['b1'],
    ['market.db.before-20261122T050000Z', 'market.db.link'],
  ])
})
