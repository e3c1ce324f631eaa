import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDuration, parseSpan, parseTime } from '../src/times.ts'

test.each([
  ['2026-06-30', '2026-06-30T23:59:59.999Z'],
  ['2026-06-30T17:00', '2026-06-30T17:00:00.000Z'],
  ['2026-06-30 17:00:30', '2026-06-30T17:00:30.000Z'],
  ['2026-06-30T17:00:30.1239Z', '2026-06-30T17:00:30.123Z'],
  ['2026-06-30T17:00+02:00', '2026-06-30T15:00:00.000Z'],
  ['2026-06-30T17:00-0530', '2026-06-30T22:30:00.000Z'],
  ['2024-02-29T00:00Z', '2024-02-29T00:00:00.000Z'],
])('%s is %s', (text, iso) => {
  expect(new Date(parseTime(text)).toISOString()).toBe(iso)
})

test('a bare date begins at midnight where a beginning is asked for', () => {
  expect(new Date(parseTime('2026-06-30', 'start')).toISOString()).toBe('2026-06-30T00:00:00.000Z')
})

test('a span takes bare dates as whole days, may be open at both ends, and does not begin after its end', () => {
  const day = parseSpan({ from: '2026-06-30', to: '2026-06-30' })
  expect(day).toEqual({ from: Date.parse('2026-06-30'), to: Date.parse('2026-07-01') - 1 })
  expect([parseSpan({}), parseSpan({ to: '2026-06-30' })]).toEqual([{}, { to: day.to }])
  expect(() => parseSpan({ from: '2026-07-01', to: '2026-06-30' })).toThrow('--from is later than --to')
})

test.each([
  '',
  'yesterday',
  '2026-02-30',
  '2026-13-01',
  '2026-06-30T24:00Z',
  '2026-06-30T17:60',
  '30.06.2026',
  '1719766800',
])('%j is refused as a time', (text) => {
  expect(() => parseTime(text)).toThrow(expect.objectContaining({ code: 'usage.invalid', exitCode: 2 }))
})

test('every instant is read back from the text that tamis shows', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      (date) => {
        expect(parseTime(date.toISOString())).toBe(date.getTime())
      },
    ),
  )
})

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['30min', 1_800_000],
  ['6h', 21_600_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
  ['0s', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each(['', '6', '-6h', '6 hours', 'h'])('%j is refused as a length of time', (text) => {
  expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
})
