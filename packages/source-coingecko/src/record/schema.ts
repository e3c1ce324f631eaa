import type { FieldType } from '@tamis/core'
import * as v from 'valibot'
import { FIELDS } from './fields.ts'
import type { MarketRecord } from './market-record.ts'
import { normalTimestamp } from './timestamp.ts'
import { isWhole } from './whole.ts'

const NUMERAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

const numeral = v.pipe(v.string(), v.regex(NUMERAL), v.transform(Number))
const integral = v.custom<number>(isWhole)
const integerNumeral = v.pipe(numeral, integral)
const notTime = expected('an ISO 8601 time with an offset, or null')
const time = v.pipe(
  v.string(notTime),
  v.check((text) => normalTimestamp(text) !== undefined, notTime),
  v.transform((text) => normalTimestamp(text) ?? null),
)

// v.number() takes Infinity and not NaN, as JSON does; whether a number may be infinite is for a rule to say.
const real = orNull(v.union([v.number(), numeral], expected('a number or null')))
const text = orNull(v.string(expected('text or null')))

/** By the type of a field: what a candidate may hold there and what the record makes of it. A missing name is null. */
const BY_TYPE = {
  real,
  text,
  integer: orNull(v.union([integral, integerNumeral], expected('a whole number or null'))),
  timestamp: orNull(time),
  json: orNull(
    v.pipe(
      v.custom<object>(isPlain, expected('an object or null')),
      v.transform((value) => JSON.stringify(value)),
    ),
  ),
} as const satisfies Record<FieldType, v.GenericSchema>

const roi = orNull(
  v.pipe(
    v.custom<object>(isPlain, expected('an object or null')),
    v.object({ times: real, currency: text, percentage: real }),
  ),
)

const plainFields: readonly (readonly [string, v.GenericSchema])[] = Object.entries(FIELDS)
  .filter(([name]) => !name.startsWith('roi_'))
  .map(([name, { type }]) => [name, BY_TYPE[type]])

/** A coin as the API sends it, to the record. Numbers that come as text are taken as numbers; a rule tells of it. */
export const MARKET_SCHEMA = v.pipe(
  v.custom<object>(isPlain, expected('an object')),
  v.object({
    ...Object.fromEntries(plainFields),
    id: v.pipe(v.string(expected('text')), v.nonEmpty('expected text, received an empty one')),
    roi,
  }),
  v.transform(toRecord),
)

interface Parsed extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly roi: v.InferOutput<typeof roi>
}

function toRecord(coin: Parsed): MarketRecord {
  const { times = null, currency = null, percentage = null } = coin.roi ?? {}
  const values: Readonly<Record<string, unknown>> = {
    ...coin,
    roi_times: times,
    roi_currency: currency,
    roi_percentage: percentage,
  }
  const entries = Object.keys(FIELDS).map((name) => [name, values[name]])
  return { coin_id: coin.id, ...Object.fromEntries(entries) } as MarketRecord
}

function orNull<const S extends v.GenericSchema>(schema: S) {
  return v.nullish(schema, null)
}

/** Names the type only: the value itself stands in the finding beside it. */
function expected(what: string) {
  return (issue: v.BaseIssue<unknown>): string => `expected ${what}, received ${typeName(issue.input)}`
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  const type = typeof value
  if (type === 'string') return 'other text'
  return type === 'number' ? 'another number' : type
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
