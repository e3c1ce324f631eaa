import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testContext } from '@tamis/testkit'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type Owner, systemOwner } from '../../src/index.ts'
import { FileLease } from '../../src/stage/files/index.ts'

/** A process of this machine that has ended. */
const dead = (): Owner => ({
  ...systemOwner(),
  pid: spawnSync(process.execPath, ['-e', '']).pid,
  startedAt: '1',
})

let path: string
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamis-lease-'))
  path = join(folder, 'leases/markets')
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

test('one run holds it, until it is given back', async () => {
  const first = await FileLease.take(path, testContext())
  const second = testContext()
  await expect(FileLease.take(path, second)).rejects.toMatchObject({
    code: 'pipeline.busy',
    recovery: 'retry',
  })
  await first.hold()
  await first[Symbol.asyncDispose]()
  await FileLease.take(path, second)
  expect(await readdir(join(folder, 'leases'))).toEqual(['markets'])
})

test('of many runs at once, one gets it', async () => {
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => FileLease.take(path, testContext())))
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('the lease of a dead process is taken over, and what wakes up late is fenced out', async () => {
  const lost = await FileLease.take(path, testContext({ owner: dead() }))
  const heir = await FileLease.take(path, testContext())
  await expect(lost.hold()).rejects.toMatchObject({ code: 'store.fenced', exitCode: 75 })
  await lost[Symbol.asyncDispose]()
  await heir.hold()
})

test('of a process of another machine nothing is known: the hint says what to do', async () => {
  await FileLease.take(path, testContext({ owner: { ...dead(), host: 'elsewhere' } }))
  const taken = FileLease.take(path, testContext())
  await expect(taken).rejects.toMatchObject({ code: 'pipeline.busy', hint: expect.stringContaining(path) })
})
