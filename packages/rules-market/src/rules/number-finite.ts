import { shown } from '../evidence.ts'
import { type MarketRule, NUMBER_FIELDS } from '../record.ts'

export const numberFinite: MarketRule = {
  kind: 'rule',
  id: 'number.finite',
  version: 1,
  summary: 'A number is infinite or not a number.',
  basis: 'JSON has no infinity, but a literal like 1e999 is well-formed and read as one.',
  example: 'total_volume: 1e999 is quarantined.',
  severity: 'quarantine',
  check(record) {
    return NUMBER_FIELDS.flatMap((field) => {
      const value = record[field]
      if (value === null || Number.isFinite(value)) return []
      return {
        code: 'not_finite',
        message: `${field} is ${String(value)}`,
        path: field,
        expected: 'a finite number',
        received: shown(value),
      }
    })
  },
}
