import { isoTime, timeOf } from '@tamis/core'
import * as v from 'valibot'
import { span } from '../evidence.ts'
import type { MarketRule } from '../record.ts'
import { notNegative, tunable } from '../settings.ts'

export const timeFuture: MarketRule = tunable(
  { maximumLeadMinutes: v.optional(notNegative, 5) },
  (settings) => ({
    kind: 'rule',
    id: 'time.future',
    version: 1,
    summary: 'The price is dated after the moment it was received.',
    basis:
      'A wrong clock, here or there: wrong time stamps on ranking sites changed published results (Alexander and Dakos 2019). 5 minutes allow for clocks that are merely inexact.',
    example: 'last_updated 10 minutes after the page was received warns.',
    severity: 'warn',
    check({ last_updated }, { extractedAt }) {
      if (typeof last_updated !== 'string') return 'pass'
      const leadMs = timeOf(last_updated) - extractedAt
      if (Number.isNaN(leadMs) || leadMs <= settings.maximumLeadMinutes * 60_000) return 'pass'
      return {
        code: 'future',
        message: `The price is dated ${span(leadMs)} after it was received`,
        path: 'last_updated',
        expected: `at most ${settings.maximumLeadMinutes} min after ${isoTime(extractedAt)}`,
        received: last_updated,
      }
    },
  }),
)
