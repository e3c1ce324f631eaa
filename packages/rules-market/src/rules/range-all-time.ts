import type { Finding } from '@tamis/core'
import * as v from 'valibot'
import { shown } from '../evidence.ts'
import type { MarketRule } from '../record.ts'
import { notNegative, tunable } from '../settings.ts'

export const rangeAllTime: MarketRule = tunable(
  { tolerancePercent: v.optional(notNegative, 1) },
  (settings) => ({
    kind: 'rule',
    id: 'range.all_time',
    version: 1,
    summary: 'The price is above its all-time high or below its all-time low.',
    basis:
      'A cross-check within the answer. All-time values may follow a new extreme with a delay: 78 of 113,500 recorded rows stand above their high, and CoinGecko restates highs downwards.',
    example: 'current_price: 105 with ath: 100 warns; 100.5 passes.',
    severity: 'warn',
    check({ current_price: price, ath, atl }) {
      const findings: Finding[] = []
      const slack = settings.tolerancePercent / 100
      if (price !== null && ath !== null && price > ath * (1 + slack)) {
        const message = `Price ${price} is above the all-time high, ${ath}`
        findings.push({
          code: 'above',
          message,
          path: 'current_price',
          expected: `<= ${ath}`,
          received: shown(price),
        })
      }
      if (price !== null && atl !== null && price < atl * (1 - slack)) {
        const message = `Price ${price} is below the all-time low, ${atl}`
        findings.push({
          code: 'below',
          message,
          path: 'current_price',
          expected: `>= ${atl}`,
          received: shown(price),
        })
      }
      return findings
    },
  }),
)
