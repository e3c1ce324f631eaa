import {
  findingsToJson,
  type JudgedFinding,
  type QuarantineEntry,
  type Release,
  type SinkSession,
} from '@tamis/core'
import { keep, refuses, type Skip, same } from '../check.ts'
import { T0 } from '../stager/pages.ts'
import { finding, keptOutEntry, loadOf, quarantineOf, sealedBatch } from './loads.ts'
import { type Sample, sample } from './sample.ts'
import { byKey, type SinkBench } from './suite.ts'

const BATCH = sealedBatch('batch-1')

const ODD_FINDINGS: readonly JudgedFinding[] = [
  { rule: 'schema', ruleVersion: 1, severity: 'quarantine', code: 'invalid', message: 'It\'s\n"odd"\0' },
  { ...finding('amount.zero'), severity: 'warn', expected: { least: 1e-18, of: ['a', null] }, received: 'x' },
]

const ODD_ENTRIES: readonly QuarantineEntry[] = [
  {
    page: 1,
    position: 1,
    key: null,
    findings: ODD_FINDINGS,
    record: '{ "sample_id":"", "a":1.50,\n"a":2e0 }',
  },
  { page: 1, position: 10, key: "o'clock", findings: [finding('b')], record: '"\u202e\ufeff\\u0000"' },
  { page: 2, position: 2, key: 'a', findings: [finding('c')], record: `[${'1,'.repeat(50_000)}1]` },
  { page: 10, position: 0, key: '\u{1f980}', findings: [finding('a')], record: 'null' },
]

export async function keepsEntries(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const shuffled = [2, 0, 3, 1].map((at) => ODD_ENTRIES[at] as QuarantineEntry)
  const load = loadOf(BATCH, [sample('z')], [], {
    quarantine: shuffled,
    counts: { extracted: 5, loaded: 1, quarantined: 4, duplicates: 0 },
  })
  await session.commit(load)
  same(wire(await quarantineOf(session, 'batch-1')), wire(ODD_ENTRIES), 'the entries by page and position')
  same(await quarantineOf(session, 'nobody'), [], 'the entries of a batch that is not there')
}

function wire(entries: readonly QuarantineEntry[]): unknown {
  return entries.map(({ findings, ...entry }) => {
    return {
      ...entry,
      findings: findingsToJson(findings),
      severities: findings.map(({ severity }) => severity),
    }
  })
}

export async function releasesWhatPasses(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const kept = loadOf(BATCH, [sample('a')], ['b'])
  const passing = loadOf(BATCH, [sample('a'), sample('b', { amount: 0 })])
  await session.commit(kept)
  const released = await session.commit(passing)
  same(
    released.difference.released,
    [{ key: 'b', rules: ['amount.zero'] }],
    'what the receipt calls released',
  )
  same(await quarantineOf(session, 'batch-1'), [], 'the open entries, once the record passes')
  const again = await session.commit(kept)
  same(
    [again.revision, again.difference.removed],
    [3, ['b']],
    'revision and removed, once it is kept out again',
  )
  same(again.difference.quarantined, [{ key: 'b', rules: ['amount.zero'] }], 'what is quarantined again')
  same(
    (await quarantineOf(session, 'batch-1')).map(({ key }) => key),
    ['b'],
    'the open entries then',
  )
  const otherwise = { ...kept, quarantine: [keptOutEntry('b', 1, 'order.odd')] }
  await session.commit(otherwise)
  const [entry] = await quarantineOf(session, 'batch-1')
  same(
    entry?.findings.map(({ rule }) => rule),
    ['order.odd'],
    'the rule that keeps it out, once it is another',
  )
}

/** A published batch with `a` loaded and `odd` kept out at position 1. */
async function withOdd(session: SinkSession<Sample>) {
  const load = loadOf(BATCH, [sample('a')], ['odd'])
  await session.commit(load)
  const release: Release = {
    batchId: 'batch-1',
    page: 1,
    position: 1,
    by: 'ann',
    note: 'it is true',
    at: T0 + 9000,
  }
  return { load, release }
}

export async function honoursRelease(bench: SinkBench): Promise<Skip | undefined> {
  const session = await bench.open()
  if (bench.suite.capabilities?.release === false) {
    keep(session.release === undefined, 'it is declared to release nothing by hand, and has the method')
    return { reason: 'it is declared to release nothing by hand (capabilities.release)' }
  }
  keep(
    session.release !== undefined,
    'it has no release; declare that with `capabilities: { release: false }`',
  )
  const { load, release } = await withOdd(session)
  const receipt = await session.release(release)
  same([receipt.revision, receipt.changed], [2, true], 'revision and changed of the receipt')
  same(receipt.difference.added, ['odd'], 'the keys that the receipt calls added')
  same(receipt.difference.released, [{ key: 'odd', rules: ['amount.zero'] }], 'what it calls released')
  const both = byKey([sample('a'), sample('odd', { amount: 0 })])
  same(await bench.recordsOf(session, BATCH), both, 'the records')
  const counts = { extracted: 2, loaded: 2, quarantined: 0, duplicates: 0 }
  same((await session.find('batch-1'))?.counts, counts, 'the counts')
  same(
    (await session.commit(load)).changed,
    false,
    'whether committing again, with the same objection, changes it',
  )
  same(await bench.recordsOf(session, BATCH), both, 'the records after that')
  same((await session.find('batch-1'))?.counts, counts, 'the counts after that')
  await refusesRelease(session, release)
  return undefined
}

async function refusesRelease(session: SinkSession<Sample>, release: Release): Promise<void> {
  const call = (changes: Partial<Release>) => () => session.release?.({ ...release, ...changes })
  const invalid = { code: 'usage.invalid' } as const
  await refuses('releasing what is released already', call({}), invalid)
  await refuses('releasing a place that holds no entry', call({ position: 7 }), invalid)
  await refuses('a release without a note', call({ note: ' ' }), invalid)
  await refuses('a release in an unknown batch', call({ batchId: 'nobody' }), { code: 'batch.unknown' })
}
