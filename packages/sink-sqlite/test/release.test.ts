import { expect, test } from 'vitest'
import { coin } from './support/coins.ts'
import { databasePath, loadOf, openSession, quarantined, rows, sealedBatch, T0 } from './support/session.ts'

/** A published batch with `a` loaded and `odd` kept out at position 1 by this rule. */
async function published(rule: string) {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  const load = { ...loadOf(batch, [coin('a')], ['odd']), quarantine: [quarantined('odd', 1, rule)] }
  await session.sink.commit(load)
  const release = (values = {}) =>
    session.sink.release({
      batchId: 'B1',
      page: 1,
      position: 1,
      by: 'ann',
      note: 'true',
      at: T0 + 9000,
      ...values,
    })
  return { path, session, batch, load, release }
}

test('a release by hand is the next revision, with who and why', async () => {
  const { path, session, release } = await published('return.absurd')
  expect(await release()).toEqual({
    revision: 2,
    changed: true,
    difference: {
      added: ['odd'],
      removed: [],
      changed: [],
      quarantined: [],
      released: [{ key: 'odd', rules: ['return.absurd'] }],
    },
  })
  expect(rows(path, 'select coin_id, price, position, revision from coins order by position')).toEqual([
    { coin_id: 'a', price: 1.5, position: 0, revision: 2 },
    { coin_id: 'odd', price: 0, position: 1, revision: 2 },
  ])
  expect(rows(path, 'select status, released_by, note from quarantine')).toEqual([
    { status: 'released', released_by: 'ann', note: 'true' },
  ])
  expect(rows(path, 'select by, note, status from quarantine_events')).toEqual([
    { by: 'ann', note: 'true', status: 'released' },
  ])
  expect(rows(path, 'select reason from revisions order by revision')).toEqual([
    { reason: 'run' },
    { reason: 'released' },
  ])
  expect(await session.sink.find('b1')).toMatchObject({ revision: 2, counts: { loaded: 2, quarantined: 0 } })
  expect(await session.sink.unexported()).toHaveLength(1)
})

test('replay honours a release by hand', async () => {
  const { path, session, load, release } = await published('return.absurd')
  await release()
  expect(await session.sink.commit({ ...load, at: T0 + 20_000 })).toMatchObject({
    revision: 2,
    changed: false,
  })
  expect(rows(path, 'select count(*) as n from coins')).toEqual([{ n: 2 }])
  expect((await session.sink.find('b1'))?.counts).toEqual({
    extracted: 2,
    loaded: 2,
    quarantined: 0,
    duplicates: 0,
  })
})

test('a release by hand ends when a rule objects that nobody releases by hand', async () => {
  const { path, session, load, release } = await published('return.absurd')
  await release()
  const worse = { ...load, quarantine: [quarantined('odd', 1, 'price.zero')] }
  expect(await session.sink.commit(worse)).toMatchObject({ revision: 3, difference: { removed: ['odd'] } })
  expect(rows(path, 'select status, revision from quarantine')).toEqual([{ status: 'open', revision: 3 }])
})

test.each(['price.zero', 'price.missing', 'volume.zero', 'volume.missing', 'schema', 'key.missing'])(
  'what %s keeps out is not released by hand',
  async (rule) => {
    const { path, release } = await published(rule)
    await expect(release()).rejects.toMatchObject({
      code: 'usage.invalid',
      hint: expect.stringContaining('replay'),
    })
    expect(rows(path, 'select revision, loaded from batches')).toEqual([{ revision: 1, loaded: 1 }])
  },
)

test.each([
  ['no note', { note: ' ' }, 'usage.invalid'],
  ['the name of the replay', { by: 'replay' }, 'usage.invalid'],
  ['a place that holds no entry', { position: 0 }, 'usage.invalid'],
  ['an unknown batch', { batchId: 'b9' }, 'batch.unknown'],
])('a release with %s is refused', async (_, values, code) => {
  const { release } = await published('return.absurd')
  await expect(release(values)).rejects.toMatchObject({ code })
})

test('what is released already is not released again', async () => {
  const { release } = await published('return.absurd')
  await release()
  await expect(release()).rejects.toThrow('released already, by ann')
})
