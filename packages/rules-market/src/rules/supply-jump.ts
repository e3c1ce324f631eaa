import { isoTime } from '@tamis/core'
import * as v from 'valibot'
import { brief } from '../evidence.ts'
import { isPositive, type MarketRule } from '../record.ts'
import { positive, tunable } from '../settings.ts'

/** By how much price × supply may move for a jump to count as a change of the unit: half the price, as a log. */
const SAME_VALUE = Math.log(1.5)

export const supplyJump: MarketRule = tunable(
  { maximumChangePercent: v.optional(positive, 20) },
  (settings) => ({
    kind: 'rule',
    id: 'supply.jump',
    version: 1,
    summary: 'The circulating supply is far from the last published one.',
    basis:
      'Splits, migrations and burns change a supply at once and are not returns; 93 day-to-day jumps beyond 20 % in 113,500 recorded rows. Where price × supply hardly moved, the unit did: code redenomination.',
    example: 'From 100 to 130 coins warns; from 100 to 110 passes.',
    severity: 'warn',
    needs: { history: 1, historyFields: ['circulating_supply', 'current_price'] },
    check({ circulating_supply: supply, current_price: price }, { history }) {
      const last = history[0]
      if (last === undefined || !isPositive(supply) || !isPositive(last.record.circulating_supply))
        return 'pass'
      const before = last.record.circulating_supply
      const jump = Math.log(supply) - Math.log(before)
      const most = 1 + settings.maximumChangePercent / 100
      if (Math.abs(jump) <= Math.log(most)) return 'pass'
      const returned =
        isPositive(price) && isPositive(last.record.current_price)
          ? Math.log(price) - Math.log(last.record.current_price)
          : null
      const sameValue =
        returned !== null && Math.abs(jump + returned) < Math.min(SAME_VALUE, Math.abs(jump) / 2)
      return {
        code: sameValue ? 'redenomination' : 'jump',
        message: `Circulating supply ${supply} is ${brief(Math.exp(jump))} times the last one, ${before} of ${isoTime(last.extractedAt)}`,
        path: 'circulating_supply',
        expected: `${before} times 1/${most} to ${most}`,
        received: supply,
      }
    },
  }),
)
