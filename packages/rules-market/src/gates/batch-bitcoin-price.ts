import * as v from 'valibot'
import { recent } from '../baseline.ts'
import { percent } from '../evidence.ts'
import { coinOf, isPositive, type MarketGate } from '../record.ts'
import { positive, tunable } from '../settings.ts'

export const batchBitcoinPrice: MarketGate = tunable(
  { maximumChangePercent: v.optional(positive, 30), maximumGapDays: v.optional(positive, 2) },
  (settings) => ({
    kind: 'gate',
    id: 'batch.bitcoin_price',
    version: 1,
    summary: 'The price of bitcoin is far from the last one: another currency or unit, rather than a market.',
    basis:
      'The coin with the most eyes on it. 30 % is judgement: from one month to the next it moved further in 2 of 37 recorded months.',
    severity: 'warn',
    check(batch) {
      const price = coinOf(batch, 'bitcoin')?.current_price
      if (price === undefined || !isPositive(price)) return { outcome: 'not_evaluated' }
      const measures = { price }
      const near = recent(batch, { ...settings, baselineBatches: 1 })
      const before = near[0]?.measures.price
      if (before === undefined || !isPositive(before)) return { outcome: 'not_evaluated', measures }
      const change = (price - before) / before
      if (Math.abs(change) <= settings.maximumChangePercent / 100) return { outcome: 'passed', measures }
      const finding = {
        code: change > 0 ? 'rise' : 'fall',
        message: `Bitcoin is at ${price}, ${percent(change)} from the last ${before}`,
        path: 'current_price',
        expected: `within ${settings.maximumChangePercent} % of ${before}`,
        received: price,
      }
      return { outcome: 'failed', findings: [finding], measures }
    },
  }),
)
