import { type MarketRule, NUMBER_FIELDS } from '../record.ts'

export const numberText: MarketRule = {
  kind: 'rule',
  id: 'number.text',
  version: 1,
  summary: 'A number came as text and was read as a number.',
  basis: 'A collector reports ranks that came as text (2025-11); none in 113,500 recorded rows.',
  example: 'market_cap_rank: "12" warns; market_cap_rank: 12 passes.',
  severity: 'warn',
  check(record, { candidate }) {
    if (typeof candidate !== 'object' || candidate === null) return 'pass'
    return NUMBER_FIELDS.flatMap((field) => {
      if (record[field] === null || !Object.hasOwn(candidate, field)) return []
      const received: unknown = Reflect.get(candidate, field)
      if (typeof received !== 'string') return []
      return {
        code: 'text',
        message: `${field} came as text`,
        path: field,
        expected: 'a number',
        received: received.slice(0, 200),
      }
    })
  },
}
