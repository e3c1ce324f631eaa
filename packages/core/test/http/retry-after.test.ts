import fc from 'fast-check'
import { expect, it } from 'vitest'
import { retryAfterMs } from '../../src/extract/http/retry-after.ts'

const NOW = Date.UTC(2026, 10, 22, 5)
const imf = (ms: number): string => new Date(ms).toUTCString()
const moment = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) / 1000 }).map((seconds) => seconds * 1000)

it('takes whole seconds', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom('', ' ', '\t'), (seconds, blank) => {
      expect(retryAfterMs(`${blank}${seconds}${blank}`, NOW, null)).toBe(seconds * 1000)
    }),
  )
})

it('is never negative, never NaN, never infinite, whatever the header says', () => {
  const odd = fc.oneof(fc.string(), fc.stringMatching(/^\d{1,400}$/), moment.map(imf))
  fc.assert(
    fc.property(odd, fc.option(odd), (value, date) => {
      const wait = retryAfterMs(value, NOW, date)
      expect(wait === undefined || (Number.isSafeInteger(wait) && wait >= 0)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

it("takes a date against the server's own clock, however wrong the local one is", () => {
  fc.assert(
    fc.property(moment, moment, moment, (at, served, now) => {
      expect(retryAfterMs(imf(at), now, imf(served))).toBe(Math.max(0, at - served))
      expect(retryAfterMs(imf(at), now, null)).toBe(Math.max(0, at - now))
      expect(retryAfterMs(imf(at), now, 'yesterday')).toBe(Math.max(0, at - now))
    }),
  )
})

it('takes the older form of a date', () => {
  expect(retryAfterMs('Sunday, 22-Nov-26 05:00:30 GMT', NOW, null)).toBe(30_000)
})

it.each([
  null,
  '',
  '-5',
  '+5',
  '1.5',
  '5s',
  '1e3',
  '0x10',
  '５',
  'soon',
  'Sun Nov 22 05:00:30 2026',
  '2026-11-22T05:00:30Z',
  'Sun, 22 Nov 2026 05:00:30 +0100',
  'Sun, 99 Foo 2026 05:00:30 GMT',
])('takes %j for no answer', (value) => {
  expect(retryAfterMs(value, NOW, null)).toBeUndefined()
})
