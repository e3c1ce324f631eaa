import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { emptyFolder, json, tamis, towards } from '../cli.ts'
import { problemsOf } from './check-database.ts'

const ARGS = ['run', '--json', '--batch-id', 'b', '--universe', 'top:300']

/** Every file of a folder with its bytes. */
function bytesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
    })
    .sort()
}

const REFUSED: Readonly<Record<string, (path: string) => void>> = {
  'store.corrupt, text': (path) =>
    writeFileSync(path, 'This is no database, and it is long enough to be read.'.repeat(99)),
  'store.corrupt, torn header': (path) => writeFileSync(path, `SQLite format 3\0${'x'.repeat(4080)}`),
  'store.foreign, tables of another program': (path) => {
    new Sqlite(path).exec('create table mine (x); insert into mine values (1)').close()
  },
  'store.foreign, another application': (path) => {
    const db = new Sqlite(path)
    db.pragma('application_id = 1196444487')
    db.exec('create table t (x)')
    db.close()
  },
  'store.newer, schema 99': (path) => {
    const db = new Sqlite(path)
    db.pragma('application_id = 1952542067')
    db.pragma('user_version = 99')
    db.exec('create table t (x)')
    db.close()
  },
  'store.foreign, a folder': (path) => mkdirSync(path),
}

test.each(Object.entries(REFUSED))(
  '%s: refused before any request, and not a byte changes',
  async (name, make) => {
    const cwd = emptyFolder()
    mkdirSync(join(cwd, 'data'))
    mkdirSync(join(cwd, 'data/issue'))
    make(join(cwd, 'data/market.db'))
    const before = bytesOf(cwd)
    await using api = await startStandIn({ size: 300 })
    const ended = await tamis(ARGS, { cwd, env: towards(api.url) })
    expect([ended.code, json(ended)], ended.both).toMatchObject([
      74,
      { status: 'failed', error: { code: name.split(',')[0] }, exit_code: 74 },
    ])
    expect(api.requests).toHaveLength(0)
    expect(bytesOf(cwd)).toEqual(before)
  },
)

test('a database that lost bytes in the middle is found out', async () => {
  const cwd = emptyFolder()
  await using api = await startStandIn({ size: 300 })
  await tamis(ARGS, { cwd, env: towards(api.url) })
  const path = join(cwd, 'data/market.db')
  const bytes = readFileSync(path)
  bytes.fill(0xa5, 4096, 4096 * 4)
  writeFileSync(path, bytes)
  const ended = await tamis([...ARGS.slice(0, 3), 'c', ...ARGS.slice(4)], { cwd, env: towards(api.url) })
  expect([ended.code, json(ended).error]).toMatchObject([74, { code: 'store.corrupt' }])
})

const isRoot = process.getuid?.() === 0
const canMount =
  isRoot && spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs tmpfs $d && umount $d']).status === 0

test.skipIf(!canMount).each([96, 200, 400, 700])(
  'a disk of %i kB fills up: exit 74, whole, and goes on once there is space',
  async (size) => {
    const cwd = emptyFolder()
    const data = join(cwd, 'data')
    mkdirSync(data)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', data])
    try {
      await using api = await startStandIn({ size: 600, seed: 1 })
      const env = towards(api.url)
      const args = [...ARGS.slice(0, -1), 'top:600']
      const full = await tamis(args, { cwd, env })
      expect([full.code, json(full)], full.both).toMatchObject([74, { status: 'failed', exit_code: 74 }])
      expect(problemsOf(cwd)).toEqual([])
      execFileSync('mount', ['-o', 'remount,size=64m', data])
      const again = await tamis(args, { cwd, env })
      expect([again.code, json(again).status], again.both).toEqual([0, 'published'])
      expect(problemsOf(cwd)).toEqual([])
    } finally {
      execFileSync('umount', [data])
    }
  },
)

test.skipIf(!canMount)('a file system that is read-only is refused before any request', async () => {
  const cwd = emptyFolder()
  const data = join(cwd, 'data')
  mkdirSync(data)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', data])
  try {
    await using api = await startStandIn({ size: 300 })
    const ended = await tamis(ARGS, { cwd, env: towards(api.url) })
    expect([ended.code, json(ended).exit_code], ended.both).toEqual([74, 74])
    expect(api.requests).toHaveLength(0)
  } finally {
    execFileSync('umount', [data])
  }
})

test.skipIf(isRoot)('a folder without the right to write is refused before any request', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'data'))
  chmodSync(join(cwd, 'data'), 0o555)
  await using api = await startStandIn({ size: 300 })
  const ended = await tamis(ARGS, { cwd, env: towards(api.url) })
  expect([ended.code, json(ended).exit_code], ended.both).toEqual([74, 74])
  expect(api.requests).toHaveLength(0)
})

test('a folder of issue files that is a file is refused before any request', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'data'))
  writeFileSync(join(cwd, 'data/issue'), '')
  await using api = await startStandIn({ size: 300 })
  const ended = await tamis(ARGS, { cwd, env: towards(api.url) })
  expect([ended.code, json(ended).error], ended.both).toMatchObject([74, { code: 'issues.unwritable' }])
  expect(api.requests).toHaveLength(0)
})

test.skipIf(isRoot && !canMount)(
  'in a folder that cannot be written a backup can be read, and a database says so',
  async () => {
    const cwd = emptyFolder()
    const folder = join(cwd, 'published')
    mkdirSync(folder)
    if (isRoot) execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder])
    try {
      await using api = await startStandIn({ size: 300 })
      await tamis(ARGS, { cwd, env: towards(api.url) })
      copyFileSync(join(cwd, 'data/market.db'), join(folder, 'live.db'))
      await tamis(['backup', 'published/copy.db'], { cwd })
      if (isRoot) execFileSync('mount', ['-o', 'remount,ro', folder])
      else chmodSync(folder, 0o555)
      const priceIn = (name: string) =>
        tamis(['price', 'bitcoin', '--database', `published/${name}.db`], { cwd })
      const live = await priceIn('live')
      expect([live.code, json(live)], live.both).toMatchObject([
        74,
        { error: { code: 'store.read_only', hint: expect.stringContaining('tamis backup') } },
      ])
      expect(json(await priceIn('copy'))).toMatchObject({ coin_id: 'bitcoin' })
    } finally {
      if (isRoot) execFileSync('umount', [folder])
      else chmodSync(folder, 0o755)
    }
  },
)
