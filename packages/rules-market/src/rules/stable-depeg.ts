import * as v from 'valibot'
import { percent } from '../evidence.ts'
import { isPositive, type MarketRule } from '../record.ts'
import { coinIds, positive, tunable } from '../settings.ts'
import { DOLLAR_STABLECOINS } from '../stablecoins.ts'

/** Why no setting lets this rule quarantine. */
export const DEPEG_IS_TRUE =
  'only warns: a stablecoin off its peg is true, and to keep it out would hide the very event'

export const stableDepeg: MarketRule = tunable(
  {
    maximumOffPercent: v.optional(positive, 0.5),
    depegPercent: v.optional(positive, 3),
    coins: v.optional(coinIds, [...DOLLAR_STABLECOINS]),
  },
  (settings) => {
    const pegged = new Set(settings.coins)
    return {
      kind: 'rule',
      id: 'stable.depeg',
      version: 1,
      summary: 'A dollar stablecoin is off its peg. Always true, so it only warns. Judged in usd only.',
      basis:
        "Moody's counts moves of more than 3 % within a day (609 events of large coins in 2023): code depegged; 0.5 % is worth a look: code off_peg. There is no agreed definition.",
      example: 'tether at 0.991 warns as off_peg, at 0.95 as depegged; at 1.003 it passes.',
      severity: 'warn',
      check({ coin_id, current_price: price }, { plan }) {
        if (plan.currency !== 'usd' || !pegged.has(coin_id) || !isPositive(price)) return 'pass'
        const off = Math.abs(price - 1)
        if (off <= settings.maximumOffPercent / 100) return 'pass'
        return {
          code: off > settings.depegPercent / 100 ? 'depegged' : 'off_peg',
          message: `${coin_id} stands at ${price}, ${percent(off)} off its peg`,
          path: 'current_price',
          expected: `1 ± ${settings.maximumOffPercent} %`,
          received: price,
        }
      },
    }
  },
)
