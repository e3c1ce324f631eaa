import type { Finding } from '@tamis/core'
import * as v from 'valibot'
import { baselineEntries, distinct, recent, typical } from '../baseline.ts'
import { percent } from '../evidence.ts'
import type { MarketGate } from '../record.ts'
import { count, positive, share, tunable } from '../settings.ts'

export const batchRejectedShare: MarketGate = tunable(
  {
    maximumShare: v.optional(share, 0.2),
    maximumFactor: v.optional(positive, 3),
    minimumRise: v.optional(share, 0.02),
    minimumRecords: v.optional(count, 20),
    ...baselineEntries,
  },
  (settings) => ({
    kind: 'gate',
    id: 'batch.rejected_share',
    version: 1,
    summary: 'Rules quarantined an unusual share of the coins.',
    basis:
      'Measured with the default rules: 10.6 % of the whole market, at most 6 % of 38 top-100 pages. Beyond 20 %, or beyond 3 times the median of recent batches and 2 points above it.',
    severity: 'warn',
    check(batch) {
      const total = distinct(batch.counts)
      if (total < settings.minimumRecords) return { outcome: 'not_evaluated' }
      const now = batch.counts.quarantined / total
      const usual = typical(
        recent(batch, settings),
        (other) => other.quarantined / Math.max(1, distinct(other)),
      )
      const findings: Finding[] = []
      if (now > settings.maximumShare) {
        const message = `${percent(now)} of the coins were quarantined`
        findings.push({
          code: 'high',
          message,
          expected: `<= ${percent(settings.maximumShare)}`,
          received: now,
        })
      }
      if (usual !== null && now > usual * settings.maximumFactor && now - usual > settings.minimumRise) {
        const message = `${percent(now)} of the coins were quarantined, ${percent(usual)} in recent batches`
        findings.push({
          code: 'jump',
          message,
          expected: `<= ${settings.maximumFactor} times ${percent(usual)}`,
          received: now,
        })
      }
      return { outcome: findings.length > 0 ? 'failed' : 'passed', findings, measures: { share: now } }
    },
  }),
)
