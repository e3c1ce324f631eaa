import { generateMarket } from '@tamis/testkit/server'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cryptoMarkets } from '../src/index.ts'
import { FIELDS, SOURCE_KEYS } from '../src/record/fields.ts'
import { MARKET_SCHEMA } from '../src/record/schema.ts'
import { normalTimestamp } from '../src/record/timestamp.ts'
import { usualRecord } from '../src/record/usual-record.ts'

const market = generateMarket({ size: 200, seed: 7, observedAt: new Date('2026-11-22T05:00:00Z') })
const OPTIONAL = Object.keys(FIELDS).filter((name) => !SOURCE_KEYS.includes(name) && !name.startsWith('roi_'))
const NAMES = [...SOURCE_KEYS, ...OPTIONAL]

function verdictOf(candidate: unknown) {
  const result = MARKET_SCHEMA['~standard'].validate(candidate)
  if (result instanceof Promise) throw new Error('asynchronous')
  return result.issues === undefined ? { record: result.value } : { issues: result.issues }
}

function issuesOf(candidate: unknown): readonly string[] {
  const result = cryptoMarkets.schema['~standard'].validate(candidate)
  if (result instanceof Promise) throw new Error('asynchronous')
  return (result.issues ?? []).map(({ path = [], message }) => {
    const names = path.map((part) => String(typeof part === 'object' ? part.key : part))
    return `${names.join('.')}: ${message}`
  })
}

const recordOf = (candidate: unknown) => {
  const { record } = verdictOf(candidate)
  if (record === undefined) throw new Error('no record')
  return record
}

const anything = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    '',
    '0',
    '-1.5e-7',
    '1e999',
    ' 1',
    '0x1',
    'NaN',
    true,
    false,
    [],
    {},
    1.5,
    -0,
  ),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NaN, 2 ** 60, '2026-02-31T00:00:00.000Z'),
  fc.constantFrom('2024-02-29T23:59:59.999Z', '2026-01-31T00:00:00+02:00', '2026-01-01T00:00:00.000Z'),
  fc.record({ times: fc.jsonValue(), currency: fc.jsonValue(), percentage: fc.jsonValue() }),
  fc.record({ times: fc.double(), currency: fc.string(), percentage: fc.double() }, { requiredKeys: [] }),
  fc.jsonValue(),
  fc.double(),
)
const change = fc.record({ name: fc.constantFrom(...NAMES, '__proto__', 'extra'), value: anything })
const mutated = fc
  .tuple(fc.constantFrom(...market), fc.array(change, { maxLength: 4 }), fc.subarray(NAMES, { maxLength: 2 }))
  .map(([coin, changes, gone]) => {
    const kept = Object.entries(coin).filter(([name]) => !gone.includes(name))
    return Object.fromEntries([...kept, ...changes.map(({ name, value }) => [name, value])])
  })

it('the shortcut past the schema gives the same record, and never one that the schema refuses', () => {
  let short = 0
  let long = 0
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: mutated }, fc.jsonValue()), (candidate) => {
      const record = usualRecord(candidate)
      if (record === undefined) return void long++
      short++
      expect(verdictOf(candidate)).toEqual({ record })
    }),
    { numRuns: 5000 },
  )
  expect(short).toBeGreaterThan(500)
  expect(long).toBeGreaterThan(500)
})

it('the shortcut takes every coin of a generated market, unless a leap day is in it', () => {
  const others = market.filter((coin) => usualRecord(coin) === undefined)
  expect(others.filter((coin) => !JSON.stringify(coin).includes('-02-29T'))).toEqual([])
})

it('a record has the key and each field, in the order of the columns, either way', () => {
  const names = ['coin_id', ...Object.keys(FIELDS)]
  expect(Object.keys(usualRecord({ id: 'a' }) ?? {})).toEqual(names)
  expect(Object.keys(recordOf({ id: 'a' }))).toEqual(names)
})

it('promises the 26 names that the API sends for each coin', () => {
  expect(SOURCE_KEYS).toEqual(Object.keys(market[0] ?? {}))
  expect(SOURCE_KEYS).toHaveLength(26)
})

it('takes numbers that come as text as numbers', () => {
  const coin = { id: 'a', current_price: '1.5e-3', market_cap_rank: '12', ath: '1e999', roi: { times: '-2' } }
  expect(recordOf(coin)).toMatchObject({
    current_price: 0.0015,
    market_cap_rank: 12,
    ath: Number.POSITIVE_INFINITY,
    roi_times: -2,
  })
})

it('leaves numbers that are not finite to the rules', () => {
  expect(recordOf({ id: 'a', total_volume: Number.POSITIVE_INFINITY }).total_volume).toBe(
    Number.POSITIVE_INFINITY,
  )
})

it('keeps a sparkline as JSON text and takes a return on investment apart', () => {
  const coin = {
    id: 'a',
    sparkline_in_7d: { price: [1, 2.5] },
    roi: { times: 3, currency: 'eth', percentage: 300 },
  }
  expect(recordOf(coin)).toMatchObject({
    sparkline_in_7d: '{"price":[1,2.5]}',
    roi_times: 3,
    roi_currency: 'eth',
    roi_percentage: 300,
  })
})

it('names every problem of a candidate with its path', () => {
  const coin = {
    id: '',
    name: 5,
    current_price: 'dear',
    market_cap_rank: 1.5,
    ath_date: '2026-02-31T00:00:00Z',
    roi: { times: [] },
    sparkline_in_7d: [],
  }
  expect(issuesOf(coin).toSorted()).toEqual([
    'ath_date: expected an ISO 8601 time with an offset, or null, received other text',
    'current_price: expected a number or null, received other text',
    'id: expected text, received an empty one',
    'market_cap_rank: expected a whole number or null, received another number',
    'name: expected text or null, received another number',
    'roi.times: expected a number or null, received an array',
    'sparkline_in_7d: expected an object or null, received an array',
  ])
})

it.each([null, 1, 'a', [], [{ id: 'a' }], true])('%j is no candidate', (candidate) => {
  expect(issuesOf(candidate)).toHaveLength(1)
  expect(cryptoMarkets.keyOf(candidate)).toBeNull()
})

it('the key of a candidate is its id, whatever else is wrong with it', () => {
  expect(cryptoMarkets.keyOf({ id: 'a', current_price: [] })).toBe('a')
  expect([{ id: '' }, { id: 1 }, {}, null].map(cryptoMarkets.keyOf)).toEqual([null, null, null, null])
})

it('normalises timestamps to UTC with milliseconds, and takes no day that is none', () => {
  expect(normalTimestamp('2026-01-31T01:30:00+02:00')).toBe('2026-01-30T23:30:00.000Z')
  expect(normalTimestamp('2024-02-29T00:00Z')).toBe('2024-02-29T00:00:00.000Z')
  expect(normalTimestamp('2026-01-31T00:00:00.1234567Z')).toBe('2026-01-31T00:00:00.123Z')
  const wrong = ['2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00', '1', '']
  expect(wrong.map(normalTimestamp)).toEqual(wrong.map(() => undefined))
})

it('a normal timestamp names the same moment and stays as it is', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      expect(normalTimestamp(date.toISOString())).toBe(date.toISOString())
    }),
  )
})

it.each([1e308, 2 ** 63, -(2 ** 63), 0.5])('a rank of %d is no rank', (rank) => {
  const { schema } = cryptoMarkets
  const result = schema['~standard'].validate({ id: 'bitcoin', market_cap_rank: rank })
  expect(result).toMatchObject({ issues: [{ message: expect.stringContaining('a whole number or null') }] })
})
