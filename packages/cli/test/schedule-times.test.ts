import { describe, expect, test } from 'vitest'
import { timeLimits } from '../src/schedule/limits.ts'
import { cronExpressions, isUtc, parseTimes, parseTimezone, shortestGap } from '../src/schedule/times.ts'

describe('times of day', () => {
  test('are padded, ordered and distinct', () => {
    expect(parseTimes('17:00, 5:00,17:00')).toEqual(['05:00', '17:00'])
  })

  test.each(['', '5', '24:00', '05:60', '05:00,', '5pm', '05:00:00', '-1:00'])('refuse %j', (text) => {
    expect(() => parseTimes(text)).toThrow(expect.objectContaining({ code: 'usage.invalid', exitCode: 2 }))
  })

  test('share one cron expression where they share the minute', () => {
    expect(cronExpressions(['05:00', '17:00'])).toEqual(['0 5,17 * * *'])
    expect(cronExpressions(['00:05', '05:30', '17:05'])).toEqual(['5 0,17 * * *', '30 5 * * *'])
  })

  test('are apart by their shortest gap, over midnight too', () => {
    expect(shortestGap(['05:00', '17:00'])).toBe(43_200)
    expect(shortestGap(['00:10', '12:00', '23:50'])).toBe(1200)
    expect(shortestGap(['05:00'])).toBe(86_400)
  })
})

describe('time zones', () => {
  test.each([
    'UTC',
    'Etc/UTC',
    'Europe/Paris',
    'Asia/Kolkata',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+3',
  ])('take %s', (name) => {
    expect(parseTimezone(name)).toBe(name)
  })

  test.each(['', 'Foo/Bar', '+05:30', 'UTC; rm', 'Europe/Paris\n'])('refuse %j', (name) => {
    expect(() => parseTimezone(name)).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
  })

  test('know the names of UTC', () => {
    expect(['UTC', 'Etc/UTC', 'Zulu'].every(isUtc)).toBe(true)
    expect(isUtc('Africa/Abidjan')).toBe(false)
  })
})

test('time limits follow from the plan: a run ends itself before its scheduler does', () => {
  expect(timeLimits(2)).toEqual({ deadline: 660, kill: 960, slot: 4 * (960 + 60 + 300) })
  expect(timeLimits(29 * 60).deadline).toBe(2 * 29 * 60 + 600)
})
