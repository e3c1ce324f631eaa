import { timeOf } from '@tamis/core'
import * as v from 'valibot'
import { span } from '../evidence.ts'
import { isPositive, type MarketRule } from '../record.ts'
import { positive, tunable } from '../settings.ts'

const HOUR_MS = 3_600_000

export const priceStale: MarketRule = tunable({ maximumAgeHours: v.optional(positive, 24) }, (settings) => ({
  kind: 'rule',
  id: 'price.stale',
  version: 1,
  summary: 'The price was last updated long before it was received, or at no known time.',
  basis:
    'Age is last_updated against the time the page was received. CoinGecko leaves stale tickers out of its own averages; over a day, a price has missed a daily close. Of 113,500 recorded top-100 rows, 96 are older than 24 h and 189 older than 1 h.',
  example: 'A price of 25 hours ago warns; one of 20 minutes ago passes.',
  severity: 'warn',
  check({ current_price, last_updated }, { extractedAt }) {
    if (!isPositive(current_price)) return 'pass'
    const updatedAt = typeof last_updated === 'string' ? timeOf(last_updated) : Number.NaN
    if (Number.isNaN(updatedAt)) {
      const message = 'Nothing says when the price was updated'
      return { code: 'undated', message, path: 'last_updated', expected: 'a time', received: last_updated }
    }
    const ageMs = extractedAt - updatedAt
    if (ageMs <= settings.maximumAgeHours * HOUR_MS) return 'pass'
    return {
      code: 'stale',
      message: `The price is ${span(ageMs)} old`,
      path: 'last_updated',
      expected: `at most ${settings.maximumAgeHours} h before it was received`,
      received: last_updated,
    }
  },
}))
