import { zombie } from '../evidence.ts'
import type { MarketRule } from '../record.ts'

export const priceMissing: MarketRule = {
  kind: 'rule',
  id: 'price.missing',
  version: 1,
  summary: 'The coin has no price: a zombie.',
  basis:
    'CoinGecko lists coins before they trade and keeps them for 30 days after; 1,902 of 21,498 recorded coins.',
  example: 'current_price: null is quarantined.',
  severity: 'quarantine',
  check(record, { plan }) {
    return record.current_price === null ? zombie('missing', 'current_price', record, plan) : 'pass'
  },
}
