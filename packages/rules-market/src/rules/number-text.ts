import { numberFindings } from '../number-findings.ts'
import type { MarketRecord, MarketRule } from '../record.ts'

export const numberText: MarketRule = {
  kind: 'rule',
  id: 'number.text',
  version: 1,
  summary: 'A number came as text and was read as a number.',
  basis: 'A collector reports ranks that came as text (2025-11); none in 113,500 recorded rows.',
  example: 'market_cap_rank: "12" warns; market_cap_rank: 12 passes.',
  severity: 'warn',
  check(record, { candidate }) {
    if (typeof candidate !== 'object' || candidate === null || !hasNumberAsText(record, candidate))
      return 'pass'
    return numberFindings(record, (_, field) => {
      const sent: unknown = (candidate as Readonly<Record<string, unknown>>)[field]
      if (typeof sent !== 'string' || !Object.hasOwn(candidate, field)) return undefined
      const message = `${field} came as text`
      return { code: 'text', message, expected: 'a number', received: sent.slice(0, 200) }
    })
  },
}

/** A look that costs less than the search, since it nearly always finds nothing. */
function hasNumberAsText(record: Readonly<MarketRecord>, candidate: object): boolean {
  for (const field in candidate) {
    const sent: unknown = candidate[field as keyof object]
    if (typeof sent === 'string' && typeof record[field as keyof MarketRecord] === 'number') return true
  }
  return false
}
