import type { Finding } from '@tamis/core'
import type { MarketGate } from '../record.ts'

export const batchPages: MarketGate = {
  kind: 'gate',
  id: 'batch.pages',
  version: 1,
  summary: 'A page is missing, or empty before the last.',
  basis:
    'By definition of a complete batch. The last page may be empty: a walk of ranked pages ends there, and how many coins came is the business of batch.rows.',
  severity: 'reject',
  check({ pages }) {
    const findings: Finding[] = []
    if (pages.received < pages.planned) {
      const message = `${pages.planned - pages.received} of ${pages.planned} pages are missing`
      findings.push({ code: 'missing', message, expected: pages.planned, received: pages.received })
    }
    const holes = pages.empty.filter((page) => page < pages.planned)
    if (holes.length > 0) {
      const named = holes.slice(0, 5).join(', ')
      const message = `${holes.length} of ${pages.planned} pages hold no record: ${named}${holes.length > 5 ? ' …' : ''}`
      findings.push({
        code: 'empty',
        message,
        expected: 'records on every page but the last',
        received: holes,
      })
    }
    return {
      outcome: findings.length > 0 ? 'failed' : 'passed',
      findings,
      measures: { pages: pages.received },
    }
  },
}
