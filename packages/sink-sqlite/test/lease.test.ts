import { spawnSync } from 'node:child_process'
import { systemOwner } from '@tamis/core'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import sqlite from '../src/index.ts'
import { coin } from './support/coins.ts'
import {
  anotherHost,
  databasePath,
  loadOf,
  openSession,
  page,
  rows,
  sealedBatch,
  T0,
  testContext,
} from './support/session.ts'

/** A clock that stands until it is set; waiting on it never ends by itself. */
function handClock(start = T0) {
  const clock = {
    time: start,
    now: () => clock.time,
    monotonic: () => clock.time,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  }
  return clock
}

test('a second run of a pipeline is told at once who holds it', async () => {
  const path = databasePath()
  const first = await openSession(path)
  const busy = openSession(path)
  await expect(busy).rejects.toMatchObject({
    code: 'pipeline.busy',
    exitCode: 75,
    message: expect.stringContaining(`process ${process.pid} on ${systemOwner().host}`),
  })
  await expect(busy).rejects.toThrow(first.context.runId)
})

test('another pipeline runs beside it', async () => {
  const path = databasePath()
  const usd = await openSession(path)
  const eur = await openSession(path, { pipeline: 'markets-eur' })
  await usd.sink.commit(loadOf(await sealedBatch(usd, 'usd-1'), [coin('bitcoin')]))
  await eur.sink.commit(loadOf(await sealedBatch(eur, 'eur-1'), [coin('bitcoin', { name: 'Bitcoin' })]))
  expect(rows(path, 'select pipeline, name from coins_latest order by pipeline')).toEqual([
    { pipeline: 'markets', name: 'BITCOIN' },
    { pipeline: 'markets-eur', name: 'Bitcoin' },
  ])
  await expect(
    usd.stager.begin({ ...(await sealedBatch(usd, 'usd-2')), batchId: 'EUR-1' }),
  ).rejects.toMatchObject({
    code: 'batch.id_taken',
  })
})

test('the lease of a closed run is free', async () => {
  const path = databasePath()
  const first = await openSession(path)
  await first.close()
  await openSession(path)
  expect(rows(path, 'select fence from leases')).toEqual([{ fence: 2 }])
})

test('the lease of a process that is gone is taken over at once', async () => {
  const path = databasePath()
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const dead = { ...systemOwner(), pid }
  await openSession(path, { owner: dead })
  await expect(openSession(path)).resolves.toBeDefined()
})

test('a process that got the pid of the owner is not mistaken for it', async () => {
  const path = databasePath()
  await openSession(path, { owner: { ...systemOwner(), startedAt: '1' } })
  await expect(openSession(path)).resolves.toBeDefined()
})

test('the lease of an earlier boot is taken over at once', async () => {
  const path = databasePath()
  await openSession(path, { owner: { ...systemOwner(), bootId: 'earlier' } })
  await expect(openSession(path)).resolves.toBeDefined()
})

test('the lease of a run on another host stands until it runs out', async () => {
  const path = databasePath()
  const clock = handClock()
  await openSession(path, { owner: anotherHost, clock })
  clock.time += 119_000
  await expect(openSession(path, { clock })).rejects.toMatchObject({
    code: 'pipeline.busy',
    hint: expect.stringContaining('2026-01-01T05:02:00.000Z'),
  })
  clock.time += 1000
  await expect(openSession(path, { clock })).resolves.toBeDefined()
})

test('a clock that was set back does not lock a pipeline out for the difference', async () => {
  const path = databasePath()
  const clock = handClock(T0 + 365 * 86_400_000)
  await openSession(path, { owner: anotherHost, clock })
  clock.time = T0
  await expect(openSession(path, { clock })).resolves.toBeDefined()
})

test('a run that was overtaken writes nothing any more', async () => {
  const path = databasePath()
  const clock = handClock()
  const zombie = await openSession(path, { owner: anotherHost, clock })
  const batch = await sealedBatch(zombie, 'b1')
  const open = await zombie.stager.begin({ ...batch, batchId: 'b2' })
  clock.time += 600_000
  const heir = await openSession(path, { clock })
  const writes = [
    () => zombie.sink.commit(loadOf(batch, [coin('bitcoin')])),
    () => zombie.stager.put(open, page(1, '[]')),
    () => zombie.stager.seal(open, { pages: 0, requested: 0, extractedAt: T0, listingSha256: null }),
    () => zombie.stager.abandon(open),
    () => zombie.stager.failed(batch),
    () => zombie.stager.begin({ ...batch, batchId: 'b3' }),
    () => zombie.sink.exported('b1', 0, null),
    () => zombie.sink.began({ runId: 'x', batchId: 'b1', mode: 'run', startedAt: T0 }),
  ]
  for (const write of writes)
    await expect(write()).rejects.toMatchObject({ code: 'store.fenced', exitCode: 75 })
  expect(rows(path, 'select batch_id, state from batches')).toEqual([
    { batch_id: 'b1', state: 'sealed' },
    { batch_id: 'b2', state: 'open' },
  ])
  await zombie.close()
  await heir.sink.commit(loadOf(batch, [coin('bitcoin')]))
  expect(rows(path, 'select count(*) as n from coins')).toEqual([{ n: 1 }])
})

test('every write renews the lease', async () => {
  const path = databasePath()
  const clock = handClock()
  const session = await openSession(path, { owner: anotherHost, clock })
  clock.time += 100_000
  await sealedBatch(session, 'b1')
  expect(rows(path, 'select expires_at from leases')).toEqual([{ expires_at: '2026-01-01T05:03:40.000Z' }])
})

test('a run that waits keeps its lease by a heartbeat, and gives it up when it closes', async () => {
  const path = databasePath()
  const clock = handClock()
  let wake = (): void => undefined
  const session = await openSession(path, {
    owner: anotherHost,
    clock: {
      ...clock,
      now: clock.now,
      sleep: (ms, signal) =>
        Promise.race([
          clock.sleep(ms, signal),
          new Promise<void>((resolve) => {
            expect(ms).toBe(30_000)
            wake = resolve
          }),
        ]),
    },
  })
  clock.time += 30_000
  wake()
  await new Promise(setImmediate)
  expect(rows(path, 'select expires_at from leases')).toEqual([{ expires_at: '2026-01-01T05:02:30.000Z' }])
  await session.close()
  expect(rows(path, 'select owner, expires_at from leases')).toEqual([{ owner: null, expires_at: null }])
})

test('stager and sink of one run share the lease, from one store and from two', async () => {
  const path = databasePath()
  const context = testContext()
  const session = await openSession(path, context)
  const apart = await sqlite({ path }).stager.open(context)
  const batch = await sealedBatch({ stager: apart, context }, 'b1')
  await session.sink.commit(loadOf(batch, [coin('bitcoin')]))
  expect(rows(path, 'select fence from leases')).toEqual([{ fence: 1 }])
  await apart[Symbol.asyncDispose]()
})

test('a file that another program keeps locked is store.locked once the busy timeout is over', async () => {
  const path = databasePath()
  const session = await openSession(path, {}, { busyTimeoutMs: 50 })
  const other = new Sqlite(path)
  other.exec('begin immediate')
  await expect(sealedBatch(session, 'b1')).rejects.toMatchObject({ code: 'store.locked', exitCode: 75 })
  other.close()
  await sealedBatch(session, 'b1')
})
