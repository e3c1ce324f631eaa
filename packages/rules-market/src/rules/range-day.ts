import type { Finding } from '@tamis/core'
import * as v from 'valibot'
import { shown } from '../evidence.ts'
import type { MarketRule } from '../record.ts'
import { notNegative, tunable } from '../settings.ts'

export const rangeDay: MarketRule = tunable({ tolerancePercent: v.optional(notNegative, 1) }, (settings) => ({
  kind: 'rule',
  id: 'range.day',
  version: 1,
  summary: 'The price is outside its own 24-hour range, or the range is upside down.',
  basis:
    'A cross-check within the answer. Price and range seem to be cached apart, so small misses are common (3.4 % of 113,500 recorded rows); by more than 1 % they are rare (90 rows).',
  example: 'current_price: 1.05 with high_24h: 1.00 warns; 1.005 passes.',
  severity: 'warn',
  check({ current_price: price, low_24h: low, high_24h: high }) {
    const slack = settings.tolerancePercent / 100
    const inverted = low !== null && high !== null && low > high
    const above = price !== null && high !== null && price > high * (1 + slack)
    const below = price !== null && low !== null && price < low * (1 - slack)
    if (!inverted && !above && !below) return 'pass'
    const findings: Finding[] = []
    const expected = `${low} to ${high}`
    if (inverted) {
      const message = `The low of 24 hours, ${low}, is above the high, ${high}`
      findings.push({
        code: 'inverted',
        message,
        path: 'low_24h',
        expected: '<= high_24h',
        received: shown(low),
      })
    }
    if (above) {
      const message = `Price ${price} is above the high of 24 hours, ${high}`
      findings.push({ code: 'above', message, path: 'current_price', expected, received: shown(price) })
    }
    if (below) {
      const message = `Price ${price} is below the low of 24 hours, ${low}`
      findings.push({ code: 'below', message, path: 'current_price', expected, received: shown(price) })
    }
    return findings
  },
}))
