import type { Dataset, FieldType } from '@tamis/core'
import { seeded } from '../../simulation/seeded.ts'

/** Records that are drawn at random, beside those that are made field by field. */
const DRAWN = 200
const TEXTS = [
  '',
  ' ',
  "o'clock",
  '<b>"x"</b>\n',
  '__proto__',
  '\u202e\ufeff\0',
  '\u{1f980}',
  'b\ud800',
  'x'.repeat(10_000),
]
const INTEGERS = [0, -1, 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
const REALS = [
  0,
  -0,
  1,
  -1,
  0.1,
  100,
  1e-18,
  1e48,
  2 ** 53 + 2,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
]
const TIMES = [
  '1970-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2026-11-22T05:00:00.000Z',
]

/** The extremes of each type of field, as records may hold them. */
const VALUES: Readonly<Record<FieldType, readonly (string | number)[]>> = {
  text: TEXTS,
  integer: INTEGERS,
  real: REALS,
  timestamp: TIMES,
  json: ['null', '{}', '[]', '"text"', '1e400'],
}

type Described<T extends object> = Pick<Dataset<T>, 'key' | 'fields'>

/** Every value that a field may have: its own type at the extremes, and null. */
function choices<T extends object>(
  example: T,
  dataset: Described<T> | undefined,
): ReadonlyMap<string, readonly unknown[]> {
  const described = dataset === undefined ? readOff(example) : { [dataset.key]: KEY, ...dataset.fields }
  const names = Object.keys(described).filter((name) => Object.hasOwn(example, name))
  return new Map(
    names.map((name) => {
      const { type, nullable } = described[name] ?? KEY
      // A key is never empty.
      const values = described[name] === KEY ? VALUES.text.slice(1) : VALUES[type]
      return [name, nullable ? [null, ...values] : values]
    }),
  )
}

const KEY = { type: 'text', nullable: false } as const
type Seen = { readonly type: FieldType; readonly nullable: boolean }

/** Types as the values of a record show them; the first field is the key. */
function readOff(example: object): Readonly<Record<string, Seen>> {
  const fields = Object.entries(example).map(([name, value], at): [string, Seen] => {
    return [name, at === 0 && typeof value === 'string' ? KEY : { type: typeOf(value), nullable: true }]
  })
  return Object.fromEntries(fields)
}

function typeOf(value: unknown): FieldType {
  if (typeof value === 'number') return 'real'
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? 'timestamp' : 'text'
}

/**
 * Records like the example with each field at each of its extremes, with all of them at once, and with all of them drawn
 * at random, always the same.
 */
export function* awkwardRecords<T extends object>(example: T, dataset?: Described<T>): Iterable<T> {
  const fields = choices(example, dataset)
  const draws = seeded(7)
  for (const [name, values] of fields) for (const value of values) yield { ...example, [name]: value }
  const most = Math.max(...[...fields.values()].map((values) => values.length))
  for (let at = 0; at < most; at++) yield filled(example, fields, (values) => values[at % values.length])
  for (let count = 0; count < DRAWN; count++) yield filled(example, fields, (values) => draws.pick(values))
}

function filled<T extends object>(
  example: T,
  fields: ReadonlyMap<string, readonly unknown[]>,
  choose: (values: readonly unknown[]) => unknown,
): T {
  return { ...example, ...Object.fromEntries([...fields].map(([name, values]) => [name, choose(values)])) }
}
