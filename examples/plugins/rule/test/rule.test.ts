import type { RuleContext } from '@tamis/core'
import { testRule } from '@tamis/testkit'
import { expect, test } from 'vitest'
import priceJumpRule, { type Priced } from '../src/index.ts'

/** What earlier batches published, the last one first. */
const seen = (...prices: readonly (number | null)[]): Pick<RuleContext<Priced>, 'history'> => ({
  history: prices.map((price, at) => ({
    record: { current_price: price },
    batchId: `batch-${at}`,
    extractedAt: Date.UTC(2026, 10, 21 - at),
  })),
})

testRule<Priced>({
  rule: () => priceJumpRule(),
  passes: [
    { record: { current_price: 5 }, context: seen(2, 2, 2) },
    { record: { current_price: 500 }, context: seen(2, 2) },
    { record: { current_price: null }, context: seen(2, 2, 2) },
    { record: { current_price: 2 }, context: seen(null, 0, 2, 2, 2) },
  ],
  fails: [
    { record: { current_price: 21 }, context: seen(2, 2, 2), code: 'up' },
    { record: { current_price: 0.1 }, context: seen(2, 3, 2), code: 'down' },
  ],
})

test('how far is too far, and how many batches count, is for its owner to say', () => {
  const strict = priceJumpRule({ maxRatio: 1.5, batches: 20, severity: 'quarantine' })
  expect(strict).toMatchObject({
    severity: 'quarantine',
    needs: { history: 20 },
    settings: { maxRatio: 1.5 },
  })
  expect(strict.configure?.({ batches: 3 })).toMatchObject({ settings: { maxRatio: 1.5, batches: 3 } })
})

test('every problem of the options is named at once', () => {
  const make = () => priceJumpRule({ maxRatio: 1, batches: 0.5 })
  expect(make).toThrow('maxRatio: must be a number above 1\nbatches: must be a whole number from 1 to 100')
})
