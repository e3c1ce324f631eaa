import * as v from 'valibot'
import { brief, money } from '../evidence.ts'
import { isPositive, type MarketRule } from '../record.ts'
import { coinIds, positive, tunable } from '../settings.ts'
import { DOLLAR_STABLECOINS } from '../stablecoins.ts'

export const turnoverWash: MarketRule = tunable(
  {
    maximumTurnover: v.optional(positive, 1),
    exceptCoins: v.optional(coinIds, [...DOLLAR_STABLECOINS]),
  },
  (settings) => {
    const except = new Set(settings.exceptCoins)
    return {
      kind: 'rule',
      id: 'turnover.wash',
      version: 1,
      summary: 'More than the whole market cap is traded within 24 hours: wash trading is likely.',
      basis:
        'More than 70 % of the volume on unregulated exchanges is wash trading (Cong et al.). The cut at a turnover of 1 a day is judgement: 1,085 of 21,498 recorded coins are above it, stablecoins among them, which really turn over so fast and are left out.',
      example: 'total_volume: 5000000 with market_cap: 1000000 warns; tether passes.',
      severity: 'warn',
      check({ coin_id, total_volume: volume, market_cap: cap }, { plan }) {
        if (!isPositive(volume) || !isPositive(cap) || except.has(coin_id)) return 'pass'
        const turnover = volume / cap
        if (turnover <= settings.maximumTurnover) return 'pass'
        return {
          code: 'wash_suspect',
          message: `Volume ${money(volume, plan)} is ${brief(turnover)} times the market cap of ${money(cap, plan)}`,
          path: 'total_volume',
          expected: `<= ${settings.maximumTurnover} × market_cap`,
          received: { total_volume: volume, market_cap: cap },
        }
      },
    }
  },
)
