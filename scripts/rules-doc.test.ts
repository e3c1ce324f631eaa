import { expect, test } from 'vitest'
import { currentRulesDoc, rulesDoc } from './generate-rules-doc.ts'

test('docs/rules.md says what the rules say (if not: pnpm exec node --conditions=@tamis/source scripts/generate-rules-doc.ts)', () => {
  expect(currentRulesDoc()).toBe(rulesDoc())
})
