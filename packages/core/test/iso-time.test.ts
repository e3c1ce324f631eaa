import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoTime, timeOf } from '../src/iso-time.ts'

test('times are written as Date does, from year 0 to 9999', () => {
  const times = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 })
  fc.assert(
    fc.property(times, (ms) => {
      expect(isoTime(ms)).toBe(new Date(ms).toISOString())
      expect(timeOf(isoTime(ms))).toBe(ms)
    }),
    { numRuns: 2000 },
  )
})

test('text is read as Date does, also where it is no time', () => {
  const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'))
  const texts = fc
    .tuple(two, two, two, two, two, two, two, fc.constantFrom('.000Z', '.12Z', 'Z', '.000', '.000+02:00'))
    .map(([a, b, c, d, e, f, g, end]) => `${a}${b}-${c}-${d}T${e}:${f}:${g}${end}`)
  const dates = [
    '2024-02-29',
    '2026-02-29',
    '2026-02-31',
    '2026-13-01',
    '0000-01-01',
    '9999-12-31',
    '2026-00-10',
  ]
  const known = fc.constantFrom(...dates).map((date) => `${date}T23:59:59.999Z`)
  fc.assert(
    fc.property(fc.oneof(texts, known, fc.string()), (text) => {
      expect(timeOf(text)).toBe(Date.parse(text))
    }),
    { numRuns: 2000 },
  )
})
