import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lastSlot, slotBatchId } from '../src/slot.ts'

const TWICE_A_DAY = ['05:00', '17:00']
const at = (iso: string): number => Date.parse(iso)
const shown = (slot: number): string => new Date(slot).toISOString()

test.each([
  ['2026-11-22T05:00:00.000Z', '2026-11-22T05:00:00.000Z'],
  ['2026-11-22T04:59:59.999Z', '2026-11-21T17:00:00.000Z'],
  ['2026-11-22T16:00:00.000Z', '2026-11-22T05:00:00.000Z'],
  ['2026-11-22T23:00:00.000Z', '2026-11-22T17:00:00.000Z'],
])('at %s the last slot in UTC is %s', (now, slot) => {
  expect(shown(lastSlot(TWICE_A_DAY, 'UTC', at(now)))).toBe(slot)
})

test('a retry within the slot has the same batch id', () => {
  const ids = ['2026-11-22T05:00:01Z', '2026-11-22T08:30:00Z', '2026-11-22T16:59:59Z'].map((now) =>
    slotBatchId('markets', lastSlot(TWICE_A_DAY, 'UTC', at(now))),
  )
  expect(new Set(ids)).toEqual(new Set(['markets-20261122T050000Z']))
})

test('times are those of the zone, in summer and in winter', () => {
  expect(shown(lastSlot(['05:00'], 'Europe/Paris', at('2026-07-01T12:00:00Z')))).toBe(
    '2026-07-01T03:00:00.000Z',
  )
  expect(shown(lastSlot(['05:00'], 'Europe/Paris', at('2026-12-01T12:00:00Z')))).toBe(
    '2026-12-01T04:00:00.000Z',
  )
  expect(shown(lastSlot(['05:00'], 'Asia/Kolkata', at('2026-12-01T12:00:00Z')))).toBe(
    '2026-11-30T23:30:00.000Z',
  )
})

test('a time that the clock change leaves out counts an hour later', () => {
  expect(shown(lastSlot(['02:30'], 'America/New_York', at('2026-03-08T12:00:00Z')))).toBe(
    '2026-03-08T07:30:00.000Z',
  )
})

test('a time that comes twice counts when it first comes', () => {
  expect(shown(lastSlot(['01:30'], 'America/New_York', at('2026-11-01T12:00:00Z')))).toBe(
    '2026-11-01T05:30:00.000Z',
  )
})

const zones = fc.constantFrom(
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
)
const times = fc.uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 1, maxLength: 4 })
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const instant = fc.integer({ min: at('2010-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') })

test('the slot is never after now, never more than two days and an hour before it, and stands until the next one', () => {
  fc.assert(
    fc.property(times, zones, instant, (minutes, zone, now) => {
      const slot = lastSlot(minutes.map(clock), zone, now)
      expect(slot).toBeLessThanOrEqual(now)
      expect(now - slot).toBeLessThan(49 * 3_600_000)
      expect(lastSlot(minutes.map(clock), zone, slot)).toBe(slot)
      const between = slot + Math.floor((now - slot) / 2)
      expect(lastSlot(minutes.map(clock), zone, between)).toBe(slot)
    }),
  )
})

test('clocks of the zone show a time that was asked for, unless they were just put on', () => {
  fc.assert(
    fc.property(times, zones, instant, (minutes, zone, now) => {
      const slot = lastSlot(minutes.map(clock), zone, now)
      const show = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
      expect(minutes.map(clock).includes(show.format(slot)) || isAfterLeap(show, slot)).toBe(true)
    }),
  )
})

function isAfterLeap(show: Intl.DateTimeFormat, slot: number): boolean {
  const minutesAt = (ms: number): number => {
    const [hours = 0, rest = 0] = show.format(ms).split(':').map(Number)
    return hours * 60 + rest
  }
  const passed = (minutesAt(slot) - minutesAt(slot - 7_200_000) + 1440) % 1440
  return passed !== 120
}
