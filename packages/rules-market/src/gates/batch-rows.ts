import type { Finding } from '@tamis/core'
import * as v from 'valibot'
import { baselineEntries, distinct, recent, typical } from '../baseline.ts'
import { percent } from '../evidence.ts'
import type { MarketGate } from '../record.ts'
import { share, tunable } from '../settings.ts'
import { universeOf } from '../universe.ts'

export const batchRows: MarketGate = tunable(
  {
    minimumShare: v.optional(share, 0.95),
    minimumShareOfRecent: v.optional(share, 0.9),
    ...baselineEntries,
  },
  (settings) => ({
    kind: 'gate',
    id: 'batch.rows',
    version: 1,
    summary: 'Far fewer coins came than were asked for, or than came in recent batches.',
    basis:
      'Distinct coins, since a walk of ranked pages lost 19.6 % of the market while its row count was right (measured, 2021). Whole markets and top:N only; relative to recent batches too, because a shortened listing asks for too few.',
    severity: 'reject',
    check(batch) {
      const records = distinct(batch.counts)
      const measures = { records }
      if (universeOf(batch.plan).kind === 'picked') return { outcome: 'not_evaluated', measures }
      const findings: Finding[] = []
      const asked = batch.requested
      if (records < asked * settings.minimumShare) {
        findings.push({
          code: 'fewer_than_asked',
          message: `Only ${records} of ${asked} coins asked for came (${percent(records / asked)}); if the market is that small, lower minimumShare`,
          expected: `>= ${percent(settings.minimumShare)} of ${asked}`,
          received: records,
        })
      }
      const usual = typical(recent(batch, settings), distinct)
      if (usual !== null && records < usual * settings.minimumShareOfRecent) {
        findings.push({
          code: 'fewer_than_recently',
          message: `${records} coins came, where recent batches had ${usual} (${percent(records / usual)}): likely a change of the API's policy or an answer cut short, not so many deaths`,
          expected: `>= ${percent(settings.minimumShareOfRecent)} of ${usual}`,
          received: records,
        })
      }
      return { outcome: findings.length > 0 ? 'failed' : 'passed', findings, measures }
    },
  }),
)
