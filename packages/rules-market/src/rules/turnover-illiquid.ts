import type { Finding } from '@tamis/core'
import * as v from 'valibot'
import { brief, money } from '../evidence.ts'
import { isPositive, type MarketRule } from '../record.ts'
import { notNegative, tunable } from '../settings.ts'

export const turnoverIlliquid: MarketRule = tunable(
  { minimumVolumeUsd: v.optional(notNegative, 50_000), minimumTurnover: v.optional(notNegative, 0.001) },
  (settings) => ({
    kind: 'rule',
    id: 'turnover.illiquid',
    version: 1,
    summary: 'Hardly anything is traded, in dollars or against the market cap.',
    basis:
      "Coinranking's first tier asks for 50,000 USD a day and a turnover of 0.001. Most of the market is below: 12,587 of 21,498 recorded coins. The floor in dollars is judged only in batches in usd.",
    example: 'total_volume: 900 warns; so does total_volume: 60000 with market_cap: 90000000.',
    severity: 'warn',
    check({ total_volume: volume, market_cap: cap }, { plan }) {
      if (!isPositive(volume)) return 'pass'
      const findings: Finding[] = []
      if (plan.currency === 'usd' && volume < settings.minimumVolumeUsd) {
        const expected = `>= ${settings.minimumVolumeUsd}`
        const message = `Volume is only ${money(volume, plan)} in 24 hours`
        findings.push({ code: 'low_volume', message, path: 'total_volume', expected, received: volume })
      }
      if (isPositive(cap) && volume / cap < settings.minimumTurnover) {
        const message = `Volume ${money(volume, plan)} is ${brief(volume / cap)} times the market cap of ${money(cap, plan)}`
        const expected = `>= ${settings.minimumTurnover} × market_cap`
        const received = { total_volume: volume, market_cap: cap }
        findings.push({ code: 'low_turnover', message, path: 'total_volume', expected, received })
      }
      return findings
    },
  }),
)
