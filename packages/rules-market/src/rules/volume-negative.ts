import { belowZero } from '../evidence.ts'
import { isNegative, type MarketRule } from '../record.ts'

export const volumeNegative: MarketRule = {
  kind: 'rule',
  id: 'volume.negative',
  version: 1,
  summary: 'The volume is below 0.',
  basis: 'A volume cannot be: none in 21,498 recorded coins.',
  example: 'total_volume: -1 is quarantined; 0 is the business of volume.zero.',
  severity: 'quarantine',
  check: (record) => (isNegative(record.total_volume) ? belowZero(record, ['total_volume']) : 'pass'),
}
