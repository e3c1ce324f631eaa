import type { GateVerdict, Verdict } from '@tamis/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MarketRecord } from '../src/index.ts'
import { GATES, RULES } from '../src/judges.ts'
import { type Context, coin, contextOf, earlierBatch, NOW, type View, viewOf } from './support/market.ts'

const NUMBER_FIELDS = Object.entries(coin()).flatMap(([name, value]) =>
  typeof value === 'number' ? name : [],
)
const number = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.MIN_VALUE,
    2 ** 53 + 2,
  ),
)
const text = fc.oneof(fc.constant(null), fc.string())
const time = fc.oneof(
  text,
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
)
const record: fc.Arbitrary<MarketRecord> = fc
  .record({
    numbers: fc.array(number, { minLength: NUMBER_FIELDS.length, maxLength: NUMBER_FIELDS.length }),
    coin_id: fc.oneof(fc.constantFrom('bitcoin', 'ethereum', 'tether'), fc.string({ minLength: 1 })),
    symbol: text,
    name: text,
    last_updated: time,
  })
  .map(({ numbers, ...rest }) => ({
    ...coin(Object.fromEntries(NUMBER_FIELDS.map((field, at) => [field, numbers[at]]))),
    ...rest,
  }))
const statistic = fc.record({ count: fc.nat(), median: number, mad: number })
const plan = fc.record({
  universe: fc.oneof(fc.constantFrom('all', 'top:1', 'top:100', 'ids:bitcoin'), fc.string()),
  currency: fc.constantFrom('usd', 'eur', null),
  parameters: fc.constantFrom({}, { category: 'meme' }),
})
const context: fc.Arbitrary<Context> = fc
  .record({
    candidate: fc.anything(),
    extractedAt: fc.constant(NOW),
    plan,
    history: fc.array(fc.record({ record, batchId: fc.string(), extractedAt: fc.nat(NOW) }), {
      maxLength: 2,
    }),
    statistics: fc
      .constantFrom({})
      .chain((none) => fc.oneof(fc.constant(none), fc.record({ logReturn: statistic }))),
  })
  .map(contextOf)
const view: fc.Arbitrary<View> = fc
  .record({
    records: fc.array(record, { maxLength: 30 }),
    kept: fc.array(record, { maxLength: 30 }),
    plan,
    requested: fc.nat(60),
    measures: fc.dictionary(
      fc.constantFrom('total', 'price', 'current_price', 'ath'),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    empty: fc.array(fc.nat(3)),
  })
  .map(({ records, kept, plan, requested, measures, empty }) =>
    viewOf(records, {
      kept,
      plan,
      requested,
      pages: { planned: 3, received: 3, empty },
      earlier: [earlierBatch(1_000, { measures })],
    }),
  )

/** A copy that says if anything was written to the original. */
const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}

const findingsOf = (verdict: Verdict) => (verdict === 'pass' ? [] : [verdict].flat())

test.each(RULES)('$id judges any record: no throw, no change, twice the same, evidence in JSON', (rule) => {
  fc.assert(
    fc.property(record, context, (given, around) => {
      const verdict = rule.check(frozen(given), frozen(around))
      const findings = findingsOf(verdict)
      expect(rule.check(given, around)).toEqual(verdict)
      expect(unfitForJson(findings)).toEqual([])
      for (const { code, message } of findings) {
        expect(code).toMatch(/^[a-z][a-z0-9_.]*$/)
        expect(message).not.toMatch(/undefined|\[object/)
      }
      for (const take of Object.values(rule.needs?.statistics ?? {})) {
        const taken = take(given, around)
        expect(taken === null || Number.isFinite(taken)).toBe(true)
      }
    }),
  )
})

/** What JSON would lose: infinities and undefined. */
function unfitForJson(value: unknown): readonly unknown[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(unfitForJson)
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? [value] : []
}

test.each(GATES)('$id judges any batch: no throw, no change, twice the same, finite measures', (gate) => {
  fc.assert(
    fc.property(view, (given) => {
      const verdict: GateVerdict = gate.check(frozen(given))
      expect(gate.check(given)).toEqual(verdict)
      expect(['passed', 'failed', 'not_evaluated']).toContain(verdict.outcome)
      if (verdict.outcome === 'failed') expect(verdict.findings?.length).toBeGreaterThan(0)
      expect(unfitForJson(verdict.findings ?? [])).toEqual([])
      for (const measure of Object.values(verdict.measures ?? {})) expect(Number.isFinite(measure)).toBe(true)
    }),
  )
})

test('a coin passes all zombie rules if and only if price and volume are above 0, whatever else it says', () => {
  const zombieRules = RULES.filter(({ id }) => /^(price|volume)\.(missing|zero|negative)$/.test(id))
  expect(zombieRules).toHaveLength(6)
  fc.assert(
    fc.property(record, context, (given, around) => {
      const { current_price: price, total_volume: volume } = given
      fc.pre(!Number.isNaN(price) && !Number.isNaN(volume))
      const passes = zombieRules.every((rule) => findingsOf(rule.check(given, around)).length === 0)
      expect(passes).toBe(price !== null && price > 0 && volume !== null && volume > 0)
    }),
  )
})
