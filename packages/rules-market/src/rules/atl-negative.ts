import { belowZero } from '../evidence.ts'
import { isNegative, type MarketRule } from '../record.ts'

export const atlNegative: MarketRule = {
  kind: 'rule',
  id: 'atl.negative',
  version: 1,
  summary: 'The all-time low is below 0.',
  basis: 'Real: 7 of 21,498 recorded coins have one, and a sound price beside it.',
  example: 'atl: -0.5 warns; 0 passes.',
  severity: 'warn',
  check: (record) => (isNegative(record.atl) ? belowZero(record, ['atl']) : 'pass'),
}
