import type { Source } from '@tamis/core'
import {
  type Check,
  PromiseBroken,
  SOURCE_PROMISES,
  type SourcePromise,
  type SourceSuite,
  sourceChecks,
  testSource,
} from '@tamis/testkit'
import type { Coin } from '@tamis/testkit/simulation'
import { expect, test } from 'vitest'
import { BROKEN_SOURCES } from './broken/sources.ts'
import { coinApi, goodSource, SECRET } from './support/good-source.ts'

const suite = { answer: coinApi, secret: SECRET, records: 6 }

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
    message: expect.stringMatching(`^Promise broken: ${promise}\\. Seen: .+\\. Usually: `),
  })
})

/** What a check of the good source, changed, says. */
async function toldBy(promise: SourcePromise, change: Partial<SourceSuite<Coin>>): Promise<string> {
  const check = sourceChecks({ ...suite, source: goodSource, ...change }).find(
    (one) => one.promise === promise,
  )
  return String(await check?.run().catch((error: unknown) => error))
}

test('a plan that leaves out what the API holds is told how much it finds', async () => {
  const told = await toldBy('each record comes once', { records: 7 })
  expect(told).toContain('Seen: the records that the plan finds: 6 instead of 7. Usually: a last page')
})

test('a plan that cannot be made is blamed on requests, whatever the check was about', async () => {
  const source = (url: string): Source<Coin> => ({
    ...goodSource(url),
    async *requests() {
      yield* []
      throw new Error('no total')
    },
  })
  const told = await toldBy('parse is pure', { source })
  expect(told).toMatch(/Seen: requests threw Error: no total, so that this could not be looked at$/)
})

test('a plan that waits before it asks for anything is told so, and holds up no check', async () => {
  const source = (url: string): Source<Coin> => ({
    ...goodSource(url),
    async *requests(staged) {
      yield (await staged.get(0)).request
    },
  })
  const told = await toldBy('silence ends in time', { source })
  expect(told).toMatch(/Seen: requests waits before it has asked for anything, so that this could not/)
})

test('a source that sees a signal only when it aborts is told that it asks for a run that is over', async () => {
  const source = (url: string): Source<Coin> => ({
    ...goodSource(url),
    connect(context) {
      const own = new AbortController()
      context.signal.addEventListener('abort', () => own.abort(context.signal.reason))
      return goodSource(url).connect({ ...context, signal: own.signal })
    },
  })
  const told = await toldBy('it stops when asked to', { source })
  expect(told).toContain('Seen: a run that is over still got an answer. Usually: ')
})

test('a source that heeds neither signal nor deadline and asks for ever is told how often it asked', async () => {
  const source = (url: string): Source<Coin> => ({
    ...goodSource(url),
    connect: () => ({
      calls: 0,
      retries: 0,
      async fetch({ kind }) {
        for (;;) await (await fetch(`${url}/${kind}`)).text()
      },
    }),
  })
  const told = await toldBy('no wait passes the deadline', { source })
  expect(told).toContain('Seen: it had sent 101 requests, and there was no end to it. Usually: ')
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
