import { expect, test } from 'vitest'
import type { Lineage } from '../src/why/explain-coin.ts'
import { lineageText } from '../src/why/lineage-text.ts'

const FINDING = { rule: 'turnover.illiquid', severity: 'quarantine', code: 'low', message: 'Hardly traded' }

function told(outcome: 'loaded' | 'quarantined'): string {
  const location = {
    ...{ key: 'x', batchId: 'b', revision: 2, extractedAt: 0, ageMs: 1, page: null, duplicates: [] },
    ...{ outcome, findings: [FINDING] },
  }
  return lineageText({ location, explained: null, received: '{}', events: [] } as unknown as Lineage, '')
}

test('a rule keeps out what is in quarantine, and objects to what is loaded all the same', () => {
  expect(told('quarantined')).toMatch(/kept out +turnover\.illiquid {2}Hardly traded/)
  expect(told('loaded')).toMatch(/objects +turnover\.illiquid {2}Hardly traded/)
  expect(told('loaded')).not.toContain('kept out')
})
