import type { Batch, GateResult, SinkSession } from '@tamis/core'
import { keep, same } from '../check.ts'
import { T0 } from '../stager/pages.ts'
import { close } from '../store/store-bench.ts'
import { loadOf, quarantineOf, sealedBatch } from './loads.ts'
import { type Sample, sample } from './sample.ts'
import { byKey, type SinkBench } from './suite.ts'

const HOUR = 3_600_000

function batchAt(batchId: string, hour: number, parts: Partial<Batch> = {}): Batch {
  return sealedBatch(batchId, { extractedAt: T0 + hour * HOUR, openedAt: T0 + hour * HOUR - 1000, ...parts })
}

async function publish(session: SinkSession<Sample>, batch: Batch, amount: number): Promise<void> {
  await session.commit(loadOf(batch, [sample('a', { amount }), sample(`only-${batch.batchId}`)]))
}

export async function idsWithoutCase(bench: SinkBench): Promise<undefined> {
  const usd = await bench.open()
  await usd.commit(loadOf(sealedBatch('Batch-1'), [sample('a')], ['b']))
  same((await usd.find('bATCH-1'))?.batchId, 'Batch-1', 'what is found as bATCH-1 of Batch-1')
  same((await quarantineOf(usd, 'BATCH-1')).length, 1, 'the number of entries of BATCH-1')
  const eur = await bench.open({ pipeline: 'markets-eur' })
  same((await eur.find('batch-1'))?.pipeline, 'markets', 'whose batch another pipeline finds')
}

export async function committedByTime(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const other = await bench.open({ pipeline: 'other' })
  for (const [id, hour] of [
    ['b', 2],
    ['c', 3],
    ['a', 1],
  ] as const)
    await publish(session, batchAt(id, hour), hour)
  await session.commit(loadOf(batchAt('r', 2.5), [sample('a')], [], { outcome: 'rejected' }))
  await publish(other, batchAt('of-another', 1, { pipeline: 'other' }), 1)
  const told = (await session.committed()).map(({ batchId, state }) => `${batchId} ${state}`)
  same(told, ['a published', 'b published', 'r rejected', 'c published'], "the pipeline's committed batches")
}

/** What a rule may see: batches of the same pipeline and plan that were published, and nothing later. */
export async function historyLooksBack(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const other = await bench.open({ pipeline: 'other' })
  const inEuro = { universe: 'top:3', currency: 'eur', parameters: {} }
  for (const [id, hour] of [
    ['b3', 3],
    ['b1', 1],
    ['b5', 5],
    ['b2', 2],
  ] as const) {
    await publish(session, batchAt(id, hour), hour)
  }
  await publish(session, batchAt('euro', 2.5, { plan: inEuro }), 99)
  await publish(other, batchAt('of-another', 2.6, { pipeline: 'other' }), 99)
  await session.commit(loadOf(batchAt('r', 2.7), [sample('a', { amount: 99 })], [], { outcome: 'rejected' }))
  await session.commit(loadOf(batchAt('b2', 2), [sample('a', { amount: 20 })]))
  const now = batchAt('b4', 4)
  const amounts = async (batch: Batch, depth: number) => {
    return (await session.history(batch, depth))
      .get('a')
      ?.map(({ record, batchId }) => [batchId, record.amount])
  }
  same(
    await amounts(now, 10),
    [
      ['b3', 3],
      ['b2', 20],
      ['b1', 1],
    ],
    'the history of a, in a batch after three',
  )
  same(
    await amounts(now, 2),
    [
      ['b3', 3],
      ['b2', 20],
    ],
    'the history of a, two batches deep',
  )
  same(
    await amounts(batchAt('b3', 3), 10),
    [
      ['b2', 20],
      ['b1', 1],
    ],
    'the history of a batch that is published',
  )
  same((await session.history(batchAt('b1', 1), 10)).size, 0, 'the history of the first batch')
  const history = await session.history(now, 2)
  same(history.get('only-b1'), undefined, 'the history of a record that only an older batch held')
  const narrow = await session.history(now, 2, ['amount'])
  const told = narrow.get('a')?.map(({ record, batchId }) => [batchId, record.amount])
  same(told, await amounts(now, 2), 'the history of a, of which one field was asked for,')
  const [seen] = history.get('only-b3') ?? []
  same(
    seen && { ...seen, record: byKey([seen.record])[0] },
    { record: sample('only-b3'), batchId: 'b3', extractedAt: T0 + 3 * HOUR },
    'an observation',
  )
}

export async function earlierTellsMeasures(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const gates = (rows: number): readonly GateResult[] => [
    {
      gate: 'batch.rows',
      version: 3,
      severity: 'warn',
      outcome: 'failed',
      findings: [{ code: 'few', message: "It's few", received: rows }],
      measures: { rows, share: 1 / 3 },
    },
    {
      gate: 'batch.none',
      version: 1,
      severity: 'reject',
      outcome: 'not_evaluated',
      findings: [],
      measures: {},
    },
  ]
  for (const [id, hour] of [
    ['b2', 2],
    ['b3', 3],
    ['b1', 1],
  ] as const) {
    await session.commit(
      loadOf(batchAt(id, hour), [sample('a')], ['b'], { gates: gates(hour), sourceKeys: ['id', "o'clock"] }),
    )
  }
  const told = await session.earlier(batchAt('b4', 4), 2)
  same(
    told.map(({ batchId }) => batchId),
    ['b3', 'b2'],
    'the earlier batches, two at the most',
  )
  same(
    told[0],
    {
      batchId: 'b3',
      extractedAt: T0 + 3 * HOUR,
      extracted: 2,
      loaded: 1,
      quarantined: 1,
      duplicates: 0,
      sourceKeys: ['id', "o'clock"],
      gates: gates(3),
    },
    'an earlier batch',
  )
  same(
    (await session.earlier(batchAt('b2', 2), 20)).map(({ batchId }) => batchId),
    ['b1'],
    'what was before b2',
  )
  const inEuro = batchAt('euro', 4, { plan: { universe: 'top:3', currency: 'eur', parameters: {} } })
  same(await session.earlier(inEuro, 20), [], 'earlier batches of another plan')
}

export async function issueFileIsOwed(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const other = await bench.open({ pipeline: 'other' })
  const owed = async () =>
    (await session.unexported()).map(({ batchId, revision }) => `${batchId} ${revision}`)
  const batch = batchAt('b1', 1)
  await session.commit(loadOf(batch, [sample('a')], ['b']))
  await publish(other, batchAt('of-another', 1, { pipeline: 'other' }), 1)
  same(await owed(), ['b1 1'], 'what is owed after a commit')
  await session.exported('b1', 1, 'a'.repeat(64))
  same(await owed(), [], 'what is owed once it is written')
  await session.commit(loadOf(batch, [sample('a'), sample('b')]))
  same(await owed(), ['b1 2'], 'what is owed after another revision')
  await session.exported('b1', 1, 'a'.repeat(64))
  same(await owed(), ['b1 2'], 'what is owed once the file of an older revision is written')
  await session.exported('b1', 2, null)
  same(await owed(), [], 'what is owed once no file is needed')
  same((await other.unexported()).length, 1, 'what the other pipeline owes')
}

export async function laterRunFinds(bench: SinkBench): Promise<undefined> {
  const first = await bench.open()
  await first.began({ runId: 'run-1', batchId: 'b1', mode: 'run', startedAt: T0 })
  await first.commit(loadOf(batchAt('b1', 1), [sample('a'), sample('b')], ['c']))
  await first.commit(loadOf(batchAt('b1', 1), [sample('a', { amount: 9 }), sample('b')], ['c']))
  await first.commit(loadOf(batchAt('b2', 2), [sample('a')], ['c'], { outcome: 'rejected' }))
  await first.exported('b2', 0, null)
  const before = await stateOf(first)
  await close(first)
  const later = await bench.open()
  same(await stateOf(later), before, 'what a later run finds')
  same(
    (await later.commit(loadOf(batchAt('b1', 1), [sample('a', { amount: 9 }), sample('b')], ['c']))).changed,
    false,
    'whether committing the same again changes anything then',
  )
}

async function stateOf(session: SinkSession<Sample>): Promise<unknown> {
  const now = batchAt('b9', 9)
  return {
    committed: await session.committed(),
    unexported: await session.unexported(),
    earlier: await session.earlier(now, 20),
    history: [...(await session.history(now, 20))]
      .map(([key, seen]) => [key, seen.map(({ record, ...rest }) => ({ ...rest, record: byKey([record]) }))])
      .sort(),
    quarantine: [await quarantineOf(session, 'b1'), await quarantineOf(session, 'b2')],
  }
}

export async function anotherPipeline(bench: SinkBench): Promise<undefined> {
  const usd = await bench.open()
  const eur = await bench.open({ pipeline: 'markets-eur' })
  const [first, second] = [batchAt('usd-1', 1), batchAt('eur-1', 1, { pipeline: 'markets-eur' })]
  await Promise.all([
    usd.commit(loadOf(first, [sample('a', { label: 'In dollars' })])),
    eur.commit(loadOf(second, [sample('a', { label: 'In euros' })])),
  ])
  same((await bench.recordsOf(usd, first))[0]?.label, 'In dollars', 'the record of one pipeline')
  same((await bench.recordsOf(eur, second))[0]?.label, 'In euros', 'the record of the other')
  same(
    [(await usd.committed()).length, (await eur.committed()).length],
    [1, 1],
    'the committed batches of each',
  )
  keep(
    (await usd.history(batchAt('usd-2', 2), 9)).size === 1,
    'the history of one pipeline holds records of another',
  )
}
