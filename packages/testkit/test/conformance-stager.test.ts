import { STAGER_PROMISES, stagerChecks, testStager } from '@tamis/testkit'
import { expect, test } from 'vitest'
import { BROKEN_STAGERS } from './broken/stagers.ts'
import stager from './support/file-stager.ts'
import { expectTold } from './support/told.ts'

// The arm that must pass: a stager that keeps every promise.
testStager({ stager, module: new URL('./support/file-stager.ts', import.meta.url) })

test.each(STAGER_PROMISES)('a stager that breaks it is told so: %s', async (promise) => {
  await expectTold(stagerChecks(BROKEN_STAGERS[promise]), promise)
})

test('without a module, what needs a process of its own is skipped with the reason', async () => {
  const check = stagerChecks({ stager }).find(({ promise }) => promise.includes('killed'))
  expect(await check?.run()).toEqual({ reason: expect.stringContaining('no module') })
})
