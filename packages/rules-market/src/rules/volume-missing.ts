import { zombie } from '../evidence.ts'
import type { MarketRule } from '../record.ts'

export const volumeMissing: MarketRule = {
  kind: 'rule',
  id: 'volume.missing',
  version: 1,
  summary: 'The coin has no volume: a zombie.',
  basis: 'A price that nobody traded at is no market price; 1,843 of 21,498 recorded coins.',
  example: 'total_volume: null is quarantined.',
  severity: 'quarantine',
  check(record, { plan }) {
    return record.total_volume === null ? zombie('missing', 'total_volume', record, plan) : 'pass'
  },
}
