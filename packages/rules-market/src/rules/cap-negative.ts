import { belowZero } from '../evidence.ts'
import { isNegative, type MarketRule } from '../record.ts'

export const capNegative: MarketRule = {
  kind: 'rule',
  id: 'cap.negative',
  version: 1,
  summary: 'The market cap is below 0.',
  basis:
    'A market cap cannot be: none in 21,498 recorded coins. 0 is common (7,287) and means an unverified supply.',
  example: 'market_cap: -1 is quarantined; 0 passes.',
  severity: 'quarantine',
  check: (record) => (isNegative(record.market_cap) ? belowZero(record, ['market_cap']) : 'pass'),
}
