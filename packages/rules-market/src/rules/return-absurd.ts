import { isoTime } from '@tamis/core'
import * as v from 'valibot'
import { brief } from '../evidence.ts'
import { isPositive, type MarketRule } from '../record.ts'
import { tunable } from '../settings.ts'

const factor = v.pipe(v.number(), v.finite(), v.gtValue(1))

export const returnAbsurd: MarketRule = tunable({ maximumFactor: v.optional(factor, 100) }, (settings) => ({
  kind: 'rule',
  id: 'return.absurd',
  version: 1,
  summary: "The price is a hundred times the coin's last published price, or a hundredth of it.",
  basis:
    'A return above +9,900 % between two snapshots is cut off in the literature (Stöckl). Rather a wrong unit, a swapped id or a redenomination than a market; look at supply.jump beside it.',
  example: 'From 0.002 to 0.31 warns; from 0.002 to 0.15 passes.',
  severity: 'warn',
  needs: { history: 1, historyFields: ['current_price'] },
  check({ current_price }, { history }) {
    const last = history[0]
    if (last === undefined || !isPositive(current_price) || !isPositive(last.record.current_price))
      return 'pass'
    const ratio = current_price / last.record.current_price
    if (ratio <= settings.maximumFactor && ratio >= 1 / settings.maximumFactor) return 'pass'
    return {
      code: ratio > 1 ? 'rise' : 'fall',
      message: `Price ${current_price} is ${brief(ratio)} times the last one, ${last.record.current_price} of ${isoTime(last.extractedAt)}`,
      path: 'current_price',
      expected: `${last.record.current_price} times 1/${settings.maximumFactor} to ${settings.maximumFactor}`,
      received: current_price,
    }
  },
}))
