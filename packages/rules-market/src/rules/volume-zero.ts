import { zombie } from '../evidence.ts'
import type { MarketRule } from '../record.ts'

export const volumeZero: MarketRule = {
  kind: 'rule',
  id: 'volume.zero',
  version: 1,
  summary: 'The volume is 0: a zombie.',
  basis:
    'A price that nobody traded at is no market price; 421 of 21,498 recorded coins, tokenised funds worth billions among them. Above 0 is a weak test: see turnover.wash.',
  example: 'total_volume: 0 is quarantined, with market cap and rank in the finding.',
  severity: 'quarantine',
  check(record, { plan }) {
    return record.total_volume === 0 ? zombie('zero', 'total_volume', record, plan) : 'pass'
  },
}
