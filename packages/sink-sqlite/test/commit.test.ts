import { expect, test } from 'vitest'
import { coin } from './support/coins.ts'
import {
  DAY,
  databasePath,
  loadOf,
  openSession,
  quarantined,
  rows,
  sealedBatch,
  T0,
} from './support/session.ts'

test('a committed batch is in the final layer with every value as it was', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const record = coin('bitcoin', { price: 1e-18, rank: 2, roi: '{"times":1.5}' })
  const receipt = await session.sink.commit(
    loadOf(batch, [record, coin('ether', { name: null, seen_at: null })]),
  )
  expect(receipt).toMatchObject({ revision: 1, changed: true, difference: { added: ['bitcoin', 'ether'] } })
  expect(rows(path, 'select * from coins order by position')).toEqual([
    {
      pipeline: 'markets',
      vs_currency: 'usd',
      batch_id: 'b1',
      revision: 1,
      extracted_at: '2026-01-01T05:00:00.000Z',
      ...record,
      page: 1,
      position: 0,
    },
    expect.objectContaining({ coin_id: 'ether', name: null, seen_at: null, position: 1 }),
  ])
})

test('a crash inside the commit leaves nothing of it', async () => {
  const path = databasePath()
  const session = await openSession(path, {
    failpoint(name) {
      if (name === 'commit.inside') throw new Error('crash')
    },
  })
  const batch = await sealedBatch(session, 'b1')
  await expect(session.sink.commit(loadOf(batch, [coin('bitcoin')], ['dead']))).rejects.toThrow('crash')
  expect(rows(path, 'select * from coins')).toEqual([])
  expect(rows(path, 'select * from quarantine')).toEqual([])
  expect(rows(path, 'select state, revision from batches')).toEqual([{ state: 'sealed', revision: 0 }])
})

test('after a commit that was rolled back, the same session commits whole', async () => {
  const path = databasePath()
  let crashes = 1
  const session = await openSession(path, {
    failpoint(name) {
      if (name === 'commit.inside' && crashes-- > 0) throw new Error('crash')
    },
  })
  const batch = await sealedBatch(session, 'b1')
  const load = loadOf(batch, [coin('bitcoin')])
  await expect(session.sink.commit(load)).rejects.toThrow('crash')
  await session.sink.commit(load)
  expect(rows(path, 'select coin_id, name from coins')).toEqual([{ coin_id: 'bitcoin', name: 'BITCOIN' }])
})

test.each([
  ['counts that do not add up', { counts: { extracted: 9, loaded: 1, quarantined: 1, duplicates: 0 } }],
  ['fewer records than were counted', { records: [] }],
  ['a record in two places', { quarantine: [quarantined('dead', 0)] }],
])('%s roll the batch back', async (_, broken) => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const load = { ...loadOf(batch, [coin('bitcoin')], ['dead']), ...broken }
  await expect(session.sink.commit(load)).rejects.toMatchObject({ code: 'conservation.broken' })
  expect(rows(path, 'select state from batches')).toEqual([{ state: 'sealed' }])
  expect(rows(path, 'select * from quarantine')).toEqual([])
})

test('two records with one key roll the batch back', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const twice = loadOf(batch, [coin('bitcoin'), coin('bitcoin', { price: 2 })])
  await expect(session.sink.commit(twice)).rejects.toMatchObject({ code: 'conservation.broken' })
})

test('a rejected batch keeps its quarantine and its counts and shows no record', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const receipt = await session.sink.commit(
    loadOf(batch, [coin('bitcoin')], ['dead'], { outcome: 'rejected' }),
  )
  expect(receipt).toMatchObject({ revision: 0, changed: true, difference: { added: [] } })
  expect(rows(path, 'select * from coins')).toEqual([])
  expect(rows(path, 'select coin_id, revision, status from quarantine')).toEqual([
    { coin_id: 'dead', revision: 0, status: 'open' },
  ])
  expect(await session.sink.find('B1')).toMatchObject({
    state: 'rejected',
    counts: { loaded: 1, quarantined: 1 },
  })
})

test('accepting a rejected batch publishes it as revision 1 and keeps the note', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const rejected = loadOf(batch, [coin('bitcoin')], ['dead'], { outcome: 'rejected' })
  await session.sink.commit(rejected)
  const receipt = await session.sink.commit({ ...rejected, outcome: 'published', note: 'checked by hand' })
  expect(receipt).toMatchObject({ revision: 1, changed: true })
  expect(rows(path, 'select accepted_note, state from batches')).toEqual([
    { accepted_note: 'checked by hand', state: 'published' },
  ])
  expect(rows(path, 'select reason, note from revisions')).toEqual([
    { reason: 'accepted', note: 'checked by hand' },
  ])
  expect(rows(path, 'select revision from quarantine')).toEqual([{ revision: 1 }])
})

test('latest is the published batch observed last, whatever the order of loading', async () => {
  const path = databasePath()
  const session = await openSession(path)
  for (const [id, day] of [
    ['b2', 2],
    ['b1', 1],
    ['b3', 3],
  ] as const) {
    const batch = await sealedBatch(session, id, T0 + day * DAY)
    const outcome = id === 'b3' ? 'rejected' : 'published'
    await session.sink.commit(loadOf(batch, [coin('bitcoin', { price: day })], [], { outcome }))
  }
  expect(rows(path, 'select batch_id, price from coins_latest')).toEqual([{ batch_id: 'b2', price: 2 }])
})

test('a batch of another universe than the configured one is published but never the latest', async () => {
  const path = databasePath()
  const session = await openSession(path)
  await session.sink.commit(loadOf(await sealedBatch(session, 'b1'), [coin('bitcoin')]))
  const adHoc = await sealedBatch(session, 'b2', T0 + DAY, { adHoc: true })
  await session.sink.commit(loadOf(adHoc, [coin('ether')]))
  expect(rows(path, 'select batch_id from coins_latest')).toEqual([{ batch_id: 'b1' }])
  expect(rows(path, 'select batch_id from coins order by batch_id')).toHaveLength(2)
})

test('history gives back the records of earlier batches, the last one first', async () => {
  const session = await openSession(databasePath())
  const first = coin('bitcoin', { price: 1, roi: '{}' })
  await session.sink.commit(loadOf(await sealedBatch(session, 'b1', T0), [first]))
  await session.sink.commit(
    loadOf(await sealedBatch(session, 'b2', T0 + DAY), [coin('bitcoin', { price: 2 })]),
  )
  const third = await sealedBatch(session, 'b3', T0 + 2 * DAY)
  const history = await session.sink.history(third, 5)
  const seen = history.get('bitcoin') ?? []
  expect(seen.map(({ record, batchId, extractedAt }) => ({ record, batchId, extractedAt }))).toEqual([
    { record: coin('bitcoin', { price: 2 }), batchId: 'b2', extractedAt: T0 + DAY },
    { record: first, batchId: 'b1', extractedAt: T0 },
  ])
  const earlier = await session.sink.earlier(third, 1)
  expect(earlier).toEqual([
    expect.objectContaining({ batchId: 'b2', loaded: 1, sourceKeys: ['id', 'name'], extractedAt: T0 + DAY }),
  ])
})

test('a batch is compared with batches of the same plan only', async () => {
  const session = await openSession(databasePath())
  const inEuro = { universe: 'top:3', currency: 'eur', parameters: {} }
  await session.sink.commit(loadOf(await sealedBatch(session, 'b1', T0, { plan: inEuro }), [coin('bitcoin')]))
  const next = await sealedBatch(session, 'b2', T0 + DAY)
  expect(await session.sink.earlier(next, 20)).toEqual([])
  expect((await session.sink.history(next, 20)).size).toBe(0)
})

test('a large batch after a small one, and a small one after it, know the coins that were there', async () => {
  const path = databasePath()
  let session = await openSession(path)
  const many = Array.from({ length: 2500 }, (_, at) => coin(`coin-${at}`))
  const batches = [many.slice(0, 2100), many.slice(0, 3), many, many.slice(2490)]
  for (const [at, records] of batches.entries()) {
    const batch = await sealedBatch(session, `b${at}`, T0 + at * DAY)
    await session.sink.commit(loadOf(batch, records))
    if (at > 0) continue
    await session.close()
    session = await openSession(path)
  }
  expect(rows(path, 'select count(*) as n from coins_keys')).toEqual([{ n: 2500 }])
  expect(rows(path, 'select count(*) as n from coins_identities')).toEqual([{ n: 2500 }])
  expect(rows(path, 'select count(*) as n from coins_latest')).toEqual([{ n: 10 }])
})
