import { expect, test } from 'vitest'
import { currentErrorsDoc, errorsDoc } from './generate-errors-doc.ts'

test('docs/errors.md says what the code says (if not: node scripts/generate-errors-doc.ts)', () => {
  expect(currentErrorsDoc()).toBe(errorsDoc())
})
