import { zombie } from '../evidence.ts'
import type { MarketRule } from '../record.ts'

export const priceZero: MarketRule = {
  kind: 'rule',
  id: 'price.zero',
  version: 1,
  summary: 'The price is 0: a zombie.',
  basis: 'Nothing is worth exactly 0 on a market; underflow of tiny prices in 11 of 21,498 recorded coins.',
  example: 'current_price: 0 is quarantined; 1e-18 passes.',
  severity: 'quarantine',
  check(record, { plan }) {
    return record.current_price === 0 ? zombie('zero', 'current_price', record, plan) : 'pass'
  },
}
