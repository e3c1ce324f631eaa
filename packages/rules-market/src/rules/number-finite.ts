import { shown } from '../evidence.ts'
import { numberFindings } from '../number-findings.ts'
import type { MarketRule } from '../record.ts'

export const numberFinite: MarketRule = {
  kind: 'rule',
  id: 'number.finite',
  version: 1,
  summary: 'A number is infinite or not a number.',
  basis: 'JSON has no infinity, but a literal like 1e999 is well-formed and read as one.',
  example: 'total_volume: 1e999 is quarantined.',
  severity: 'quarantine',
  check(record) {
    return numberFindings(record, (value, field) => {
      if (Number.isFinite(value)) return undefined
      const message = `${field} is ${String(value)}`
      return { code: 'not_finite', message, expected: 'a finite number', received: shown(value) }
    })
  },
}
