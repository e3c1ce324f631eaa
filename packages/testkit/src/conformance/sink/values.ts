import { isDeepStrictEqual } from 'node:util'
import { keep, outcomeOf, same } from '../check.ts'
import { loadOf, sealedBatch } from './loads.ts'
import { type Sample, sample } from './sample.ts'
import { byKey, type SinkBench } from './suite.ts'

const TEXTS = [
  '',
  ' leading and trailing ',
  'line\r\nbreak\u2028\u0085',
  'nul\0nul',
  '\ufeffbom',
  `quotes ' " \` ; -- \\ \\N %s $1 {}`,
  'NULL',
  'null',
  'true',
  '007',
  '1e5',
  '=1+1',
  '\u202eright to left',
  '\u00e9 and e\u0301',
  '\u{1f980}\u{1d11e}',
  'x'.repeat(100_000),
]
const JSONS = ['null', '{}', '[]', '"text"', '0', '1.50', '[1e400,-0]', ' { "b" : 1 , "a" : 2, "a":3 } ']
const INTEGERS = [0, -1, 2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
const REALS = [
  0,
  -0,
  1,
  -1.5,
  0.1 + 0.2,
  1 / 3,
  1e21,
  1e-7,
  123456789.12345679,
  2 ** 53 + 2,
  4206899e42,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.EPSILON,
]
const TIMES = [
  '1970-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '2000-02-29T12:00:00.001Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
]
/** Two keys each, however alike they look. */
const KEYS = [
  'a',
  'A',
  'a ',
  ' a',
  '\u00e9',
  'e\u0301',
  '1',
  '01',
  '1.0',
  '__proto__',
  'constructor',
  'null',
  "o'clock",
  '"',
  '\\',
  '--',
  'line\nbreak',
  'nul\0',
  'tab\t',
  '\u{1f980}',
  'k'.repeat(1000),
  '../up',
  '/',
]

function extremes(): readonly Sample[] {
  const samples: Sample[] = []
  const add = (changes: Partial<Sample>) => samples.push(sample(`s${samples.length}`, changes))
  for (const text of TEXTS) add({ label: text, group: text })
  for (const details of JSONS) add({ details })
  for (const order of INTEGERS) add({ order })
  for (const amount of REALS) add({ amount })
  for (const seen_at of TIMES) add({ seen_at })
  add({ label: null, group: null, order: null, amount: null, seen_at: null, details: null })
  return samples
}

export async function keepsValues(bench: SinkBench): Promise<undefined> {
  const session = await bench.open()
  const batch = sealedBatch('batch-1')
  const records = extremes()
  await session.commit(loadOf(batch, records))
  const found = new Map((await bench.recordsOf(session, batch)).map((record) => [record.sample_id, record]))
  for (const record of byKey(records))
    same(found.get(record.sample_id), record, `the record ${record.sample_id}`)
  same(found.size, records.length, 'the number of records')
}

export async function namesAreOnlyNames(bench: SinkBench): Promise<undefined> {
  const pipeline = 'constructor'
  const session = await bench.open({ pipeline })
  const records = KEYS.map((key, order) => sample(key, { order }))
  const ids = ['constructor', 'a..b', 'CON', 'nul.txt', '0', 'a.', `x${'-_'.repeat(49)}y`]
  for (const [at, batchId] of ids.entries()) {
    const batch = sealedBatch(batchId, {
      pipeline,
      plan: { universe: batchId, currency: null, parameters: {} },
    })
    same(await session.find(batchId), undefined, `what is found of ${batchId} before it is committed`)
    const { difference } = await session.commit(loadOf(batch, at === 0 ? records : [sample('a')]))
    if (at === 0)
      same([...difference.added].sort(), [...KEYS].sort(), 'the keys that the receipt calls added')
    const expected = byKey(at === 0 ? records : [sample('a')])
    same(await bench.recordsOf(session, batch), expected, `the records of ${batchId}`)
  }
  for (const batchId of ids) same((await session.find(batchId))?.batchId, batchId, `the batch ${batchId}`)
}

/** What JSON, or a column, would make something else of without a word. */
const MISFITS: readonly (readonly [string, unknown])[] = [
  ['amount', Number.POSITIVE_INFINITY],
  ['amount', Number.NEGATIVE_INFINITY],
  ['amount', Number.NaN],
  ['amount', '1.5'],
  ['amount', true],
  ['label', 7],
  ['label', { nested: 'object' }],
  ['seen_at', 'yesterday'],
  ['seen_at', 7],
  ['details', ['an array']],
]

/** A value that fits no field comes back as it is, or the commit is refused; it is never made something else of. */
export async function refusesMisfits(bench: SinkBench): Promise<undefined> {
  for (const [at, [field, value]] of MISFITS.entries()) {
    const batch = sealedBatch(`batch-${at}`, { extractedAt: at * 60_000 })
    const session = await bench.open()
    const odd = { ...sample('odd'), [field]: value }
    const outcome = await outcomeOf(() => session.commit(loadOf(batch, [sample('a'), odd])))
    const found = await bench.recordsOf(session, batch)
    await session[Symbol.asyncDispose]()
    if ('thrown' in outcome) {
      same(found, [], `the records of a batch that was refused for ${field} = ${String(value)}`)
      continue
    }
    const kept: unknown = Reflect.get(found.find(({ sample_id }) => sample_id === 'odd') ?? {}, field)
    keep(
      isDeepStrictEqual(kept, value),
      `${field} = ${String(value)} was committed, and came back as ${String(kept)}`,
    )
  }
}
