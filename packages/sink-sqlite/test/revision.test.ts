import { expect, test } from 'vitest'
import { coin } from './support/coins.ts'
import { databasePath, loadOf, openSession, rows, sealedBatch, T0 } from './support/session.ts'

test('committing the same again changes nothing', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const load = loadOf(await sealedBatch(session, 'b1'), [coin('bitcoin', { price: -0 })], ['dead'])
  await session.sink.commit(load)
  await session.sink.exported('b1', 1, 'f'.repeat(64))
  const versions = { ...load.versions, hash: 'hash-2' }
  const receipt = await session.sink.commit({ ...load, versions, at: T0 + 9000 })
  expect(receipt).toEqual({
    revision: 1,
    changed: false,
    difference: { added: [], removed: [], changed: [], quarantined: [], released: [] },
  })
  expect(rows(path, 'select count(*) as n from revisions')).toEqual([{ n: 1 }])
  expect(await session.sink.unexported()).toEqual([])
  expect((await session.sink.find('b1'))?.judgedBy).toBe('hash-2')
})

test('half a surrogate pair in a name does not make every replay a change', async () => {
  const session = await openSession(databasePath())
  const load = loadOf(await sealedBatch(session, 'b1'), [coin('bitcoin', { name: 'b\ud800' })])
  await session.sink.commit(load)
  expect(await session.sink.commit(load)).toMatchObject({ changed: false })
})

test('a change is the next revision, and what it replaced is kept', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  await session.sink.commit(loadOf(batch, [coin('a'), coin('b'), coin('c')], ['d']))
  const load = loadOf(
    batch,
    [coin('a'), coin('b', { price: 7, name: 'Bee' }), coin('d', { price: 0 })],
    ['c'],
  )
  // c takes the place of the record, d that of the quarantine entry.
  const swapped = {
    ...load,
    records: load.records.map((placed, at) => ({ ...placed, position: at === 2 ? 3 : at })),
    quarantine: load.quarantine.map((entry) => ({ ...entry, position: 2 })),
  }
  const receipt = await session.sink.commit(swapped)
  expect(receipt).toEqual({
    revision: 2,
    changed: true,
    difference: {
      added: ['d'],
      removed: ['c'],
      changed: ['b'],
      quarantined: [{ key: 'c', rules: ['volume.zero'] }],
      released: [{ key: 'd', rules: ['volume.zero'] }],
    },
  })
  expect(rows(path, 'select coin_id, name, price, revision from coins order by coin_id')).toEqual([
    { coin_id: 'a', name: 'A', price: 1.5, revision: 2 },
    { coin_id: 'b', name: 'Bee', price: 7, revision: 2 },
    { coin_id: 'd', name: 'D', price: 0, revision: 2 },
  ])
  expect(
    rows(
      path,
      `select key, name, price, from_revision, to_revision from coins_superseded
       join coins_keys using (key_no) join coins_identities using (identity_no) order by key`,
    ),
  ).toEqual([
    { key: 'b', name: 'B', price: 1.5, from_revision: 1, to_revision: 2 },
    { key: 'c', name: 'C', price: 1.5, from_revision: 1, to_revision: 2 },
  ])
  expect(rows(path, 'select coin_id, status, released_by from quarantine order by coin_id')).toEqual([
    { coin_id: 'c', status: 'open', released_by: null },
    { coin_id: 'd', status: 'released', released_by: 'replay' },
  ])
  expect(rows(path, 'select status, by, revision from quarantine_events')).toEqual([
    { status: 'released', by: 'replay', revision: 2 },
  ])
  expect((await session.sink.unexported()).map((found) => found.revision)).toEqual([2])
})

test('an entry that was released and fails again is open again, with its history', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const kept = loadOf(batch, [coin('a')], ['d'])
  const passing = loadOf(batch, [coin('a'), coin('d', { price: 0 })])
  await session.sink.commit(kept)
  await session.sink.commit(passing)
  const receipt = await session.sink.commit(kept)
  expect(receipt).toMatchObject({ revision: 3, difference: { quarantined: [{ key: 'd' }], removed: ['d'] } })
  expect(rows(path, 'select status, released_at from quarantine')).toEqual([
    { status: 'open', released_at: null },
  ])
  expect(rows(path, 'select status from quarantine_events order by event_no')).toEqual([
    { status: 'released' },
    { status: 'open' },
  ])
})

test('a dry run says what would change and writes nothing', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  await session.sink.commit(loadOf(batch, [coin('a')], ['d']))
  const passing = loadOf(batch, [coin('a'), coin('d', { name: 'New' })])
  const before = rows(path, 'select * from batches')
  const told = await session.sink.commit(passing, { dryRun: true })
  expect(told).toMatchObject({
    revision: 2,
    changed: true,
    difference: { added: ['d'], released: [{ key: 'd' }] },
  })
  expect(rows(path, 'select * from batches')).toEqual(before)
  expect(rows(path, 'select key from coins_keys')).toEqual([{ key: 'a' }])
  const done = await session.sink.commit(passing)
  expect(done).toEqual(told)
  expect(rows(path, 'select coin_id, name from coins')).toContainEqual({ coin_id: 'd', name: 'New' })
})

test('open entries come by page and position as they were handed over', async () => {
  const session = await openSession(databasePath())
  const load = loadOf(await sealedBatch(session, 'b1'), [coin('a')], ['x', 'y'])
  await session.sink.commit(load)
  const entries = []
  for await (const entry of session.sink.quarantined('b1')) entries.push(entry)
  expect(entries).toEqual(
    load.quarantine.map((entry) => ({
      ...entry,
      findings: entry.findings.map((found) => ({ ...found, expected: null })),
    })),
  )
})

test('an issue file noted for an older revision leaves the newer one to be written', async () => {
  const session = await openSession(databasePath())
  const batch = await sealedBatch(session, 'b1')
  await session.sink.commit(loadOf(batch, [coin('a')], ['d']))
  await session.sink.commit(loadOf(batch, [coin('a'), coin('d')]))
  await session.sink.exported('b1', 1, 'f'.repeat(64))
  expect(await session.sink.unexported()).toHaveLength(1)
  await session.sink.exported('b1', 2, null)
  expect(await session.sink.unexported()).toEqual([])
})
