import type { BatchSummary } from '@tamis/sink-sqlite/read'
import { expect, test } from 'vitest'
import { nextDue } from '../src/ledger/next-due.ts'

const at = (time: string): number => Date.parse(time)

/** Batches as far as their schedule goes: an id and when it was observed. */
function batches(...told: readonly (readonly [id: string, time: string, adHoc?: boolean])[]): BatchSummary[] {
  return told.map(
    ([batchId, time, adHoc = false]) => ({ batchId, extractedAt: at(time), adHoc }) as BatchSummary,
  )
}

const due = (list: readonly BatchSummary[]): string | null => {
  const next = nextDue('markets', list)
  return next === null ? null : `${new Date(next.at).toISOString()} by ${next.basis}`
}

test('slots come again a day later', () => {
  const days = batches(
    ['markets-20261121T050000Z', '2026-11-21T05:00:03Z'],
    ['markets-20261121T170000Z', '2026-11-21T17:40:00Z'],
    ['markets-20261122T050000Z', '2026-11-22T05:00:02Z'],
  )
  expect(due(days)).toBe('2026-11-22T17:00:00.000Z by slot')
  expect(due(days.slice(0, 2))).toBe('2026-11-22T05:00:00.000Z by slot')
  expect(due(days.slice(0, 1))).toBe('2026-11-22T05:00:00.000Z by slot')
})

test('a slot that was missed yesterday is not expected today, and old ones are forgotten', () => {
  const days = batches(
    ['markets-20261101T110000Z', '2026-11-01T11:00:00Z'],
    ['markets-20261121T050000Z', '2026-11-21T05:00:00Z'],
    ['markets-20261122T050000Z', '2026-11-22T05:00:00Z'],
  )
  expect(due(days)).toBe('2026-11-23T05:00:00.000Z by slot')
})

test('without slots the usual distance of batches tells, whatever one of them was', () => {
  const hourly = batches(
    ['a', '2026-11-22T01:00:00Z'],
    ['b', '2026-11-22T02:00:00Z'],
    ['markets-20261122T030000Z-12ab', '2026-11-22T03:00:00Z'],
    ['d', '2026-11-22T09:00:00Z'],
    ['e', '2026-11-22T10:00:00Z'],
    ['another-universe', '2026-11-22T10:01:00Z', true],
  )
  expect(due(hourly)).toBe('2026-11-22T11:00:00.000Z by interval')
})

test('two batches show no schedule, and neither do tries one after the other', () => {
  expect(due([])).toBeNull()
  expect(due(batches(['a', '2026-11-22T01:00:00Z'], ['b', '2026-11-22T02:00:00Z']))).toBeNull()
  expect(
    due(batches(['a', '2026-11-22T01:00:00Z'], ['b', '2026-11-22T01:00:09Z'], ['c', '2026-11-22T01:00:20Z'])),
  ).toBeNull()
})

test('an id that only looks like a slot is none', () => {
  expect(due(batches(['markets-20269999T050000Z', '2026-11-22T05:00:00Z']))).toBeNull()
  expect(due(batches(['other-20261122T050000Z', '2026-11-22T05:00:00Z']))).toBeNull()
})
