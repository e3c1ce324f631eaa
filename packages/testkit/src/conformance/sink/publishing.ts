import { brief, keep, same } from '../check.ts'
import { loadOf, sealedBatch } from './loads.ts'
import { sample } from './sample.ts'
import type { SinkBench } from './suite.ts'

const NOTHING = { added: [], removed: [], changed: [], quarantined: [], released: [] }

export async function describesItself({ suite, folder }: SinkBench): Promise<undefined> {
  const { name } = suite.sink(folder)
  keep(typeof name === 'string' && /^[a-z][a-z0-9_.-]*$/.test(name), `its name is ${brief(name)}`)
}

export async function publishesBatch(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const batch = sealedBatch('batch-1')
  const records = [sample('a'), sample('b', { amount: null, label: null })]
  const { revision, changed, difference } = await session.commit(loadOf(batch, records, ['c']))
  same([revision, changed], [1, true], 'revision and changed of the receipt')
  same([...difference.added].sort(), ['a', 'b'], 'the keys that the receipt calls added')
  same(difference.quarantined, [{ key: 'c', rules: ['amount.zero'] }], 'what the receipt calls quarantined')
  const found = await session.find('batch-1')
  same([found?.state, found?.revision], ['published', 1], 'state and revision of the batch')
  same(found?.counts, { extracted: 3, loaded: 2, quarantined: 1, duplicates: 0 }, 'the counts of the batch')
  same(await bench.recordsOf(session, batch), records, 'the records')
}

export async function sameAgainChangesNothing(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const load = loadOf(sealedBatch('batch-1'), [sample('a', { amount: -0 })], ['c'])
  await session.commit(load)
  const again = await session.commit({ ...load, at: load.at + 60_000 })
  same(again, { revision: 1, changed: false, difference: NOTHING }, 'the receipt of the second commit')
}
