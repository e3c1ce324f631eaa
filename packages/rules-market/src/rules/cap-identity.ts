import * as v from 'valibot'
import { percent, shown } from '../evidence.ts'
import { isPositive, type MarketRule } from '../record.ts'
import { notNegative, tunable } from '../settings.ts'

export const capIdentity: MarketRule = tunable(
  { tolerancePercent: v.optional(notNegative, 2) },
  (settings) => ({
    kind: 'rule',
    id: 'cap.identity',
    version: 1,
    summary: 'The market cap is not price × circulating supply.',
    basis:
      'CoinGecko defines it so. The parts seem to be cached apart, hence 2 %: 395 of 21,498 recorded coins are further off. A cap or supply of 0 means unverified, and is not judged.',
    example: 'market_cap: 105 with a price of 1 and a supply of 100 warns; 101 passes.',
    severity: 'warn',
    check({ market_cap: cap, current_price: price, circulating_supply: supply }) {
      if (!isPositive(cap) || !isPositive(price) || !isPositive(supply)) return 'pass'
      const product = price * supply
      const off = Math.abs(cap - product) / cap
      if (off <= settings.tolerancePercent / 100) return 'pass'
      return {
        code: cap > product ? 'above' : 'below',
        message: `Market cap ${cap} is ${percent(off)} off price × circulating supply, ${product}`,
        path: 'market_cap',
        expected: shown(product),
        received: cap,
      }
    },
  }),
)
