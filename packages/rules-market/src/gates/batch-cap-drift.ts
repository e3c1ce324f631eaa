import * as v from 'valibot'
import { baselineEntries } from '../baseline.ts'
import type { MarketGate } from '../record.ts'
import { count, positive, tunable } from '../settings.ts'
import { sumDrift } from '../sum-drift.ts'

export const batchCapDrift: MarketGate = tunable(
  {
    minimumRatio: v.optional(positive, 0.85),
    maximumRatio: v.optional(positive, 1.15),
    minimumRecords: v.optional(count, 20),
    ...baselineEntries,
  },
  (settings) => ({
    kind: 'gate',
    id: 'batch.cap_drift',
    version: 1,
    summary: 'The market cap of all coins together is far from that of recent batches.',
    basis:
      'One bad coin can add billions (DefiLlama issue 20659: one token with two prices, 5.6 billion). 15 % is judgement: from one month to the next, 9 of 37 recorded top-100 pages moved further.',
    severity: 'warn',
    check: (batch) => sumDrift(batch, 'market_cap', settings),
  }),
)
