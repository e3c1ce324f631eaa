import { type Check, PromiseBroken, SOURCE_PROMISES, sourceChecks, testSource } from '@tamis/testkit'
import { expect, test } from 'vitest'
import { BROKEN_SOURCES } from './broken/sources.ts'
import { coinApi, goodSource, SECRET } from './support/good-source.ts'

const suite = { answer: coinApi, secret: SECRET }

// The arm that must pass: a source that keeps every promise.
testSource({ ...suite, source: goodSource })

test.each(SOURCE_PROMISES)('a source that breaks it is told so: %s', async (promise) => {
  const checks: readonly Check[] = sourceChecks({ ...suite, source: BROKEN_SOURCES[promise] })
  const broken = await checks
    .find((check) => check.promise === promise)
    ?.run()
    .catch((error: unknown) => error)
  expect(broken).toBeInstanceOf(PromiseBroken)
  expect(broken).toMatchObject({
    promise,
    message: expect.stringContaining(`Promise broken: ${promise}. Seen: `),
  })
})

test('a skipped promise is not looked at, and says why', () => {
  const skip = { 'it waits as long as it is asked to': 'reads a file' }
  const checks = sourceChecks({ ...suite, source: goodSource, skip })
  expect(
    checks
      .filter((check) => check.skipped !== undefined)
      .map(({ promise, skipped }) => ({ promise, skipped })),
  ).toEqual([{ promise: 'it waits as long as it is asked to', skipped: 'reads a file' }])
})

test('skipping an unknown promise, or without a reason, is a mistake of the test', () => {
  const skipping = (skip: object) => () => sourceChecks({ ...suite, source: goodSource, skip })
  expect(skipping({ 'it is fast': 'it is not' })).toThrow('No promise "it is fast"')
  expect(skipping({ 'parse is pure': ' ' })).toThrow('needs a reason')
})
