import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BATCH_ID,
  type BatchPlan,
  compactTime,
  defaultBatchId,
  planText,
  samePlan,
  suggestBatchId,
} from '../src/index.ts'

const plan: BatchPlan = { universe: 'top:250', currency: 'usd', parameters: { b: '2', a: '1' } }

test('whatever was typed, the suggestion is a valid batch id', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(suggestBatchId(text)).toMatch(BATCH_ID)
    }),
    { numRuns: 5000 },
  )
})

test('a valid batch id is suggested as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(BATCH_ID), (id) => {
      expect(suggestBatchId(id)).toBe(id)
    }),
  )
})

test.each(['', '.hidden', '../up', 'a b', 'a/b', 'ü', 'a\n', `${'x'.repeat(101)}`, 'a\0b'])(
  '%j is no batch id',
  (id) => {
    expect(id).not.toMatch(BATCH_ID)
  },
)

test('the default id names pipeline and start, and is valid', () => {
  expect(defaultBatchId('markets', Date.UTC(2026, 10, 22, 5), () => 0.999999)).toBe(
    'markets-20261122T050000Z-ffff',
  )
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
      fc.double({ min: 0, max: 0.9999 }),
      (at, draw) => {
        expect(defaultBatchId('a', at.getTime(), () => draw)).toMatch(BATCH_ID)
      },
    ),
  )
})

test('a time is written without the characters that file systems refuse', () => {
  expect(compactTime(Date.UTC(2026, 1, 3, 4, 5, 6, 789))).toBe('20260203T040506Z')
})

test('plans are the same whatever the order of their parameters', () => {
  expect(samePlan(plan, { ...plan, parameters: { a: '1', b: '2' } })).toBe(true)
  expect(planText(plan)).toBe('top:250 usd a=1 b=2')
})

test.each([
  { universe: 'all' },
  { currency: null },
  { currency: 'eur' },
  { parameters: { a: '1' } },
  { parameters: { a: '1', b: '3' } },
])('a plan with %j is another', (change) => {
  expect(samePlan(plan, { ...plan, ...change } as BatchPlan)).toBe(false)
})
