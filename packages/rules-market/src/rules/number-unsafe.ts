import { numberFindings } from '../number-findings.ts'
import type { MarketRule } from '../record.ts'

/** Beyond it, not every whole number has a number of its own. */
const LARGEST_EXACT = 2 ** 53

export const numberUnsafe: MarketRule = {
  kind: 'rule',
  id: 'number.unsafe',
  version: 1,
  summary: 'A number is beyond 2^53, where whole numbers are rounded; the staged bytes keep all digits.',
  basis: 'Real: 233 of 21,498 recorded coins, most of them supplies; one value has 49 digits.',
  example: 'total_supply: 1e18 warns; 9007199254740992 passes.',
  severity: 'warn',
  check(record) {
    return numberFindings(record, (value, field) => {
      if (!Number.isFinite(value) || Math.abs(value) <= LARGEST_EXACT) return undefined
      const message = `${field} is ${value}, beyond 2^53: digits may be lost`
      return { code: 'rounded', message, expected: '<= 2^53', received: value }
    })
  },
}
