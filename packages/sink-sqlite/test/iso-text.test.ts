import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoText } from '../src/load/iso-text.ts'

test('times are written as Date does, from year 0 to 9999', () => {
  const times = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 })
  fc.assert(
    fc.property(times, (ms) => {
      expect(isoText(ms)).toBe(new Date(ms).toISOString())
    }),
    { numRuns: 2000 },
  )
})
