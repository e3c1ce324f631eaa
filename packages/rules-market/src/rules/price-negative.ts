import { belowZero } from '../evidence.ts'
import { isNegative, type MarketRule } from '../record.ts'

export const priceNegative: MarketRule = {
  kind: 'rule',
  id: 'price.negative',
  version: 1,
  summary: 'The price is below 0.',
  basis: 'A price cannot be: none in 21,498 recorded coins and 113,500 recorded rows.',
  example: 'current_price: -1 is quarantined; 0 is the business of price.zero.',
  severity: 'quarantine',
  check: (record) => (isNegative(record.current_price) ? belowZero(record, ['current_price']) : 'pass'),
}
