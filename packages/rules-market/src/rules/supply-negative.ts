import { belowZero } from '../evidence.ts'
import { isNegative, type MarketRule } from '../record.ts'

export const supplyNegative: MarketRule = {
  kind: 'rule',
  id: 'supply.negative',
  version: 1,
  summary: 'A supply is below 0.',
  basis: 'A supply cannot be: none in 21,498 recorded coins.',
  example: 'total_supply: -1 is quarantined; 0 passes.',
  severity: 'quarantine',
  check(record) {
    const { circulating_supply, total_supply, max_supply } = record
    if (!isNegative(circulating_supply) && !isNegative(total_supply) && !isNegative(max_supply)) return 'pass'
    return belowZero(record, ['circulating_supply', 'total_supply', 'max_supply'])
  },
}
