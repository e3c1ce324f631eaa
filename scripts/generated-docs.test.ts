import { expect, test } from 'vitest'
import { apiDocs, currentApiDocs } from './generate-api-docs.ts'
import { currentErrorsDoc, errorsDoc } from './generate-errors-doc.ts'

test('docs/errors.md says what the code says (if not: pnpm exec node scripts/generate-errors-doc.ts)', () => {
  expect(currentErrorsDoc()).toBe(errorsDoc())
})

test('docs/api says what the packages offer (if not: pnpm build && pnpm exec node scripts/generate-api-docs.ts, and a changeset)', () => {
  expect([...currentApiDocs()].sort()).toEqual([...apiDocs()].sort())
})
