import { medianOf, timeOf } from '@tamis/core'
import * as v from 'valibot'
import { span } from '../evidence.ts'
import type { MarketGate } from '../record.ts'
import { positive, tunable } from '../settings.ts'

export const batchFreshness: MarketGate = tunable(
  { maximumMedianAgeMinutes: v.optional(positive, 60) },
  (settings) => ({
    kind: 'gate',
    id: 'batch.freshness',
    version: 1,
    summary: 'Half of the prices are old.',
    basis:
      'Median age of last_updated when the batch ended, of the coins that pass. Measured: under a minute in 38 top-100 pages; 60 minutes because a walk through the whole market without a key takes 30.',
    severity: 'warn',
    check({ records, extractedAt }) {
      const ages: number[] = []
      for (const { last_updated } of records) {
        const age = typeof last_updated === 'string' ? extractedAt - timeOf(last_updated) : Number.NaN
        if (!Number.isNaN(age)) ages.push(age)
      }
      const median = medianOf(ages)
      if (median === null) return { outcome: 'not_evaluated' }
      const measures = { medianAgeMs: median }
      if (median <= settings.maximumMedianAgeMinutes * 60_000) return { outcome: 'passed', measures }
      const message = `Half of the prices are older than ${span(median)}`
      const expected = `a median age of at most ${settings.maximumMedianAgeMinutes} min`
      const finding = { code: 'old', message, path: 'last_updated', expected, received: span(median) }
      return { outcome: 'failed', findings: [finding], measures }
    },
  }),
)
