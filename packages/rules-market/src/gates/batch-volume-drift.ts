import * as v from 'valibot'
import { baselineEntries } from '../baseline.ts'
import type { MarketGate } from '../record.ts'
import { count, positive, tunable } from '../settings.ts'
import { sumDrift } from '../sum-drift.ts'

export const batchVolumeDrift: MarketGate = tunable(
  {
    minimumRatio: v.optional(positive, 0.5),
    maximumRatio: v.optional(positive, 2),
    minimumRecords: v.optional(count, 20),
    ...baselineEntries,
  },
  (settings) => ({
    kind: 'gate',
    id: 'batch.volume_drift',
    version: 1,
    summary: 'The volume of all coins together is far from that of recent batches.',
    basis:
      'Against the median, which one bad batch does not move. Half to double is judgement: from one month to the next, 12 of 37 recorded top-100 pages moved further.',
    severity: 'warn',
    check: (batch) => sumDrift(batch, 'total_volume', settings),
  }),
)
