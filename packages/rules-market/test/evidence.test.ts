import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compact } from '../src/evidence.ts'

const INTL = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

test('amounts read as Intl would write them, at every size and wherever they round up', () => {
  const amount = fc.oneof(
    fc.double({ noNaN: true }),
    fc.double({ min: 1, max: 1e15, noNaN: true }),
    fc.integer({ min: 0, max: 14 }).map((power) => 10 ** power - 10 ** (power - 3) / 2),
    fc
      .record({ digits: fc.integer({ min: 1000, max: 9999 }), power: fc.integer({ min: -3, max: 11 }) })
      .map(({ digits, power }) => digits * 10 ** power),
  )
  fc.assert(
    fc.property(amount, (value) => {
      expect(compact(value)).toBe(INTL.format(value))
    }),
    { numRuns: 2000 },
  )
})
