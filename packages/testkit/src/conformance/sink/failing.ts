import type { Load } from '@tamis/core'
import { keep, outcomeOf, refuses, type Skip, same } from '../check.ts'
import { T0 } from '../stager/pages.ts'
import { dyingAt, MOST_FAILPOINTS } from '../store/crash.ts'
import { close, TWO_DAYS_MS } from '../store/store-bench.ts'
import { keptOutEntry, loadOf, quarantineOf, sealedBatch } from './loads.ts'
import { type Sample, sample } from './sample.ts'
import { byKey, type SinkBench } from './suite.ts'

const BATCH = sealedBatch('batch-1')
const FIRST = loadOf(BATCH, [sample('a'), sample('b'), sample('c')], ['d'])
/** The same batch judged otherwise: c is kept out, d passes, b is another. */
const SECOND = loadOf(BATCH, [sample('a'), sample('b', { amount: 7 })], ['c', 'x'], {
  records: [sample('a'), sample('b', { amount: 7 }), sample('d', { amount: 0 })].map((record, at) => {
    return { record, page: 1, position: at === 2 ? 3 : at }
  }),
  quarantine: [keptOutEntry('c', 2)],
  counts: FIRST.counts,
})
/** What a batch holds at each revision. */
const AT_REVISION = [
  { records: [], keptOut: [] },
  ...[FIRST, SECOND].map((load) => ({
    records: byKey(load.records.map(({ record }) => record)),
    keptOut: load.quarantine.map(({ key }) => key),
  })),
]

/** Whether a batch is whole, in which revision it ever is; gives the revision. */
async function requireWhole(bench: SinkBench, when: string): Promise<number> {
  const session = await bench.open()
  const found = await session.find('batch-1')
  const revision = found?.revision ?? 0
  const expected = AT_REVISION[revision]
  keep(expected !== undefined, `${when}: the batch has the revision ${revision}`)
  const records = await bench.recordsOf(session, BATCH)
  same(records, expected.records, `${when}: the records, at revision ${revision}`)
  const keptOut = (await quarantineOf(session, 'batch-1')).map(({ key }) => key)
  same(keptOut, expected.keptOut, `${when}: what is kept out, at revision ${revision}`)
  if (found !== undefined) same(found.counts, FIRST.counts, `${when}: the counts`)
  await close(session)
  return revision
}

const BROKEN_LOADS: readonly (readonly [string, Partial<Load<Sample>>])[] = [
  ['counts that do not add up', { counts: { ...FIRST.counts, extracted: 9 } }],
  [
    'counts below zero',
    { counts: { extracted: 2, loaded: 3, quarantined: -1, duplicates: 0 }, quarantine: [] },
  ],
  ['a record fewer than was counted', { records: FIRST.records.slice(1) }],
  ['a record more than was counted', { counts: { ...FIRST.counts, loaded: 2, extracted: 3 } }],
  ['a quarantine entry fewer than was counted', { quarantine: [] }],
  ['duplicates that were only counted', { counts: { ...FIRST.counts, extracted: 5, duplicates: 1 } }],
  ['one place that holds a record and a quarantine entry', { quarantine: [keptOutEntry('d', 0)] }],
  [
    'two records with one key',
    { records: FIRST.records.map((placed) => ({ ...placed, record: sample('a') })) },
  ],
]

export async function refusesWhatDoesNotAddUp(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  for (const before of [0, 1]) {
    for (const [what, broken] of BROKEN_LOADS) {
      const commit = () => session.commit({ ...FIRST, ...broken })
      await refuses(what, commit, { code: 'conservation.broken' })
      same((await session.find('batch-1'))?.revision ?? 0, before, `the revision, after ${what}`)
      same(await bench.recordsOf(session, BATCH), AT_REVISION[before]?.records, `the records, after ${what}`)
    }
    await session.commit(FIRST)
  }
}

/** Loads that cannot be read to their end, each breaking off somewhere else. */
function unreadable(load: Load<Sample>): readonly (readonly [string, Load<Sample>])[] {
  const fail = (): never => {
    throw new Error('this value cannot be read')
  }
  const records = load.records.map((_, at) => {
    const spoilt = load.records.map((placed, other) => {
      return at === other ? { ...placed, record: withGetter(placed.record, 'amount', fail) } : placed
    })
    return [
      `record ${at + 1} of ${load.records.length} cannot be read`,
      { ...load, records: spoilt },
    ] as const
  })
  const quarantine = load.quarantine.map((entry) => withGetter(entry, 'record', fail))
  return [...records, ['a quarantine entry cannot be read', { ...load, quarantine }]]
}

function withGetter<V extends object>(value: V, name: keyof V, get: () => never): V {
  return Object.defineProperty({ ...value }, name, { get, enumerable: true })
}

export async function failedCommitLeavesNothing(bench: SinkBench): Promise<undefined> {
  for (const [revision, load] of [
    [0, FIRST],
    [1, SECOND],
  ] as const) {
    for (const [what, broken] of unreadable(load)) {
      const session = await bench.open()
      const outcome = await outcomeOf(() => session.commit(broken))
      await close(session)
      keep('thrown' in outcome, `a commit of which ${what} was taken for done`)
      same(await requireWhole(bench, what), revision, `${what}: the revision`)
    }
    const session = await bench.open()
    await session.commit(load)
    await close(session)
    same(
      await requireWhole(bench, 'committed after that'),
      revision + 1,
      'the revision, committed after that',
    )
  }
}

/** A run dies at its first failpoint, at its second, and so on, while it commits a batch and then its next revision. */
export async function crashLeavesWhole(bench: SinkBench): Promise<Skip | undefined> {
  for (let number = 1; number <= MOST_FAILPOINTS; number++) {
    const place = await bench.elsewhere()
    const { parts, reached } = dyingAt(number)
    let acknowledged = 0
    const run = await outcomeOf(async () => {
      const session = await place.open(parts)
      for (const load of [FIRST, SECOND]) acknowledged = (await session.commit(load)).revision
    })
    if (!reached()) {
      if ('thrown' in run) throw run.thrown
      return number === 1 ? { reason: 'it passes no failpoint (context.failpoint)' } : undefined
    }
    place.clock.jump(TWO_DAYS_MS)
    const when = `after a crash at failpoint ${number}`
    const revision = await requireWhole(place, when)
    keep(revision >= acknowledged, `${when}: revision ${acknowledged} was told to be there, and is gone`)
    const next = await place.open()
    if (revision === 0) await next.commit(FIRST)
    await next.commit(SECOND)
    await close(next)
    same(
      await requireWhole(place, `${when}, and once more`),
      2,
      `${when}: the revision, once it was committed again`,
    )
    await close(place)
  }
  throw new Error(`it passed ${MOST_FAILPOINTS} failpoints while it committed twice`)
}

export async function rejectedShowsNothing(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const rejected = { ...FIRST, outcome: 'rejected' } as const
  const { revision, changed, difference } = await session.commit(rejected)
  same([revision, changed, difference.added], [0, true, []], 'revision, changed and added of the receipt')
  const found = await session.find('batch-1')
  same([found?.state, found?.revision, found?.counts], ['rejected', 0, FIRST.counts], 'the ledger entry')
  same(await bench.recordsOf(session, BATCH), [], 'the records that are shown')
  same(
    (await quarantineOf(session, 'batch-1')).map(({ key }) => key),
    ['d'],
    'what is kept out',
  )
  same((await session.unexported()).length, 1, 'issue files that are owed')
  same((await session.commit(rejected)).changed, false, 'changed of the same again')
  const clean = loadOf(sealedBatch('batch-2'), [sample('a')], [], { outcome: 'rejected' })
  same((await session.commit(clean)).changed, true, 'changed of a rejected batch that keeps nothing out')
  const accepted = await session.commit({ ...FIRST, note: 'checked by hand', at: T0 + 90_000 })
  same([accepted.revision, accepted.changed], [1, true], 'revision and changed, once it was accepted')
  same([...accepted.difference.added].sort(), ['a', 'b', 'c'], 'the keys that are added then')
  same(await bench.recordsOf(session, BATCH), AT_REVISION[1]?.records, 'the records that are shown then')
  same((await session.find('batch-1'))?.state, 'published', 'its state then')
}

export async function publishedStays(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  await session.commit(FIRST)
  await refuses('rejecting a batch that was published', () =>
    session.commit({ ...SECOND, outcome: 'rejected' }),
  )
  await close(session)
  same(await requireWhole(bench, 'after that'), 1, 'the revision after that')
}
