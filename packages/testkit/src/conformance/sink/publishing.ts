import type { CommittedBatch, Load } from '@tamis/core'
import { brief, keep, same } from '../check.ts'
import { loadOf, quarantineOf, sealedBatch } from './loads.ts'
import { type Sample, sample } from './sample.ts'
import { byKey, type SinkBench } from './suite.ts'

const NOTHING = { added: [], removed: [], changed: [], quarantined: [], released: [] }
/** Records of a large batch. */
const MANY = 5000

export async function describesItself({ suite, folder }: SinkBench): Promise<undefined> {
  const { name } = suite.sink(folder)
  keep(typeof name === 'string' && /^[a-z][a-z0-9_.-]*$/.test(name), `its name is ${brief(name)}`)
}

export async function publishesBatch(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const batch = sealedBatch('batch-1')
  const records = Array.from({ length: MANY }, (_, at) => sample(`s${at}`, { amount: at / 8 }))
  const load = loadOf(batch, records, ['kept-out'], {
    duplicates: [{ key: 's1', page: 2, position: 0, differs: true }],
    counts: { extracted: MANY + 2, loaded: MANY, quarantined: 1, duplicates: 1 },
    missing: { count: 1, keys: ['nowhere'] },
    warnings: 2,
  })
  same(await session.find('batch-1'), undefined, 'what is found of it before')
  const { revision, changed, difference } = await session.commit(load)
  same([revision, changed], [1, true], 'revision and changed of the receipt')
  same(difference.added.length, MANY, 'the number of keys that the receipt calls added')
  same(
    { ...difference, added: [] },
    { ...NOTHING, quarantined: [{ key: 'kept-out', rules: ['amount.zero'] }] },
    'the rest of the receipt',
  )
  same(ledgerEntry(await session.find('batch-1')), expectedEntry(load), 'the ledger entry')
  same((await bench.recordsOf(session, batch)).length, MANY, 'the number of records')
  same(await bench.recordsOf(session, batch), byKey(records), 'the records')
  same((await quarantineOf(session, 'batch-1')).length, 1, 'the number of quarantine entries')
}

function expectedEntry(load: Load<Sample>): unknown {
  const { openedAt: _o, firstPageAt: _f, parkedAt: _p, ...batch } = load.batch
  const { counts, pages, requested, findings, warnings, gates, versions } = load
  const judged = { counts, pages, requested, missing: 1, findings, warnings, gates, judgedBy: versions.hash }
  return { ...batch, state: 'published', revision: 1, ...judged }
}

/** What a ledger must tell of a batch; when it was opened and parked is the stager's. */
function ledgerEntry(batch: CommittedBatch | undefined): unknown {
  if (batch === undefined) return undefined
  const { openedAt: _o, firstPageAt: _f, parkedAt: _p, ...entry } = batch
  return entry
}

export async function sameAgainChangesNothing(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const odd = sample('a', { amount: -0, label: 'b\ud800', details: '{"b":1.50, "a":2}', order: 2 ** 53 - 1 })
  const load = loadOf(sealedBatch('batch-1'), [odd, sample('b', { group: null })], ['c'])
  await session.commit(load)
  await session.exported('batch-1', 1, 'b'.repeat(64))
  const hash = 'c'.repeat(64)
  const again = await session.commit({ ...load, versions: { ...load.versions, hash }, at: load.at + 60_000 })
  same(again, { revision: 1, changed: false, difference: NOTHING }, 'the receipt of the second commit')
  same((await session.find('batch-1'))?.judgedBy, hash, 'judgedBy, once other rules had come to the same')
  same(await session.unexported(), [], 'issue files that are owed, though nothing changed')
}

export async function changeIsNextRevision(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const batch = sealedBatch('batch-1')
  const first = loadOf(batch, [sample('a'), sample('b'), sample('c')], ['d'])
  await session.commit(first)
  // The rules judge otherwise now: c is kept out, d passes, and b reads another way.
  const b = sample('b', { amount: 7, label: 'Bee', seen_at: null })
  const second = loadOf(batch, [sample('a'), b], ['c'], {
    records: [sample('a'), b, sample('d', { amount: 0 })].map((record, at) => {
      return { record, page: 1, position: at === 2 ? 3 : at }
    }),
    counts: first.counts,
  })
  const { revision, changed, difference } = await session.commit(second)
  same([revision, changed], [2, true], 'revision and changed of the receipt')
  same(
    difference,
    {
      added: ['d'],
      removed: ['c'],
      changed: ['b'],
      quarantined: [{ key: 'c', rules: ['amount.zero'] }],
      released: [{ key: 'd', rules: ['amount.zero'] }],
    },
    'the difference',
  )
  same((await session.find('batch-1'))?.revision, 2, 'the revision of the batch')
  const records = second.records.map(({ record }) => record)
  same(await bench.recordsOf(session, batch), byKey(records), 'the records')
}

export async function dryRunWritesNothing(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const batch = sealedBatch('batch-1')
  const fresh = loadOf(sealedBatch('batch-2'), [sample('a')], ['b'])
  const told = await session.commit(fresh, { dryRun: true })
  same(
    [told.revision, told.changed, told.difference.added],
    [1, true, ['a']],
    'what a dry run says of a new batch',
  )
  same(await session.find('batch-2'), undefined, 'the batch after a dry run')
  await session.commit(loadOf(batch, [sample('a')], ['b']))
  const before = await session.find('batch-1')
  const other = loadOf(batch, [sample('a', { amount: 9 }), sample('b', { amount: 0 })])
  const expected = await session.commit(other, { dryRun: true })
  same(await session.find('batch-1'), before, 'the ledger entry after a dry run')
  same(await bench.recordsOf(session, batch), byKey([sample('a')]), 'the records after a dry run')
  same((await quarantineOf(session, 'batch-1')).length, 1, 'the number of quarantine entries after a dry run')
  same(await session.commit(other), expected, 'the receipt of the commit, against that of the dry run')
}
