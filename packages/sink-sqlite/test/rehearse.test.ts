import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { coin } from './support/coins.ts'
import { databasePath, loadOf, openSession, rows, sealedBatch, T0 } from './support/session.ts'

const READ_ONLY = { readOnly: true }

test('a store that only reads says what a commit would change, as one that writes does, while a run holds the lease', async () => {
  const path = databasePath()
  const writing = await openSession(path)
  const batch = await sealedBatch(writing, 'B1')
  await writing.sink.commit(loadOf(batch, [coin('a'), coin('b'), coin('c')], ['d', 'e']))
  const sealed = await sealedBatch(writing, 'b2', T0 + 1000)
  const before = readFileSync(path)
  const kept = ['batches', 'leases', 'coins_keys'].map((table) => rows(path, `select * from ${table}`))

  const reading = await openSession(path, {}, READ_ONLY)
  const loads = [
    loadOf(batch, [coin('a'), coin('b'), coin('c')], ['d', 'e']),
    // One let through with another name, one gone, one changed, one kept out, one never seen.
    loadOf(batch, [coin('a'), coin('d', { name: 'New' }), coin('b', { price: 7 }), coin('z')], ['e', 'c']),
    loadOf(batch, [], ['a', 'b']),
    loadOf(sealed, [coin('a'), coin('y')], ['x']),
    loadOf(sealed, [coin('a')], [], { outcome: 'rejected' }),
  ]
  for (const load of loads) {
    const told = await reading.sink.commit(load, { dryRun: true })
    expect(told).toEqual(await writing.sink.commit(load, { dryRun: true }))
  }
  expect(await reading.sink.committed()).toEqual(await writing.sink.committed())
  expect((await reading.sink.history(sealed, 1)).get('a')).toHaveLength(1)
  for await (const page of reading.stager.pages(batch)) expect(page.request.page).toBe(1)
  await reading.close()
  expect(readFileSync(path)).toEqual(before)
  const now = ['batches', 'leases', 'coins_keys'].map((table) => rows(path, `select * from ${table}`))
  expect(now).toEqual(kept)
})

test('a store that only reads commits nothing, and notes no run', async () => {
  const path = databasePath()
  const writing = await openSession(path)
  const batch = await sealedBatch(writing, 'b1')
  await writing.close()
  const { sink, stager } = await openSession(path, {}, READ_ONLY)
  const readOnly = expect.objectContaining({ code: 'store.read_only' })
  await expect(sink.commit(loadOf(batch, [coin('a')]))).rejects.toThrow(readOnly)
  await expect(sink.began({ runId: 'r', batchId: 'b1', mode: 'replay', startedAt: T0 })).rejects.toThrow(
    readOnly,
  )
  await expect(stager.abandon(batch)).rejects.toThrow(readOnly)
  expect(await stager.find('b1')).toMatchObject({ state: 'sealed' })
})

test('a store that only reads makes no database where there is none', async () => {
  const path = databasePath()
  await expect(openSession(path, {}, READ_ONLY)).rejects.toMatchObject({ code: 'config.no_database' })
  expect([existsSync(path), readdirSync(dirname(path))]).toEqual([false, []])
})
