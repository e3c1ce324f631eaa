import type { CoinEvent } from '@tamis/sink-sqlite/read'
import { expect, test } from 'vitest'
import { historyText } from '../src/why/event-text.ts'

function event(name: CoinEvent['event'], day: number, rules: readonly string[] = []): CoinEvent {
  const at = Date.UTC(2026, 0, day)
  const last = { lastGoodPrice: null, lastGoodAt: null, note: null }
  return { event: name, at, batchId: `day-${day}`, rules, ...last }
}

test('that a coin came and was kept out by the same batch is told once', () => {
  const rules = ['volume.zero']
  expect(
    historyText([
      event('first_seen', 1, rules),
      event('kept_out', 1, rules),
      event('back', 2),
      event('disappeared', 3),
      event('kept_out', 4, rules),
      event('back', 4),
    ]),
  ).toEqual([
    'first seen and kept out 2026-01-01 00:00:00Z by volume.zero',
    'back 2026-01-02 00:00:00Z',
    'disappeared 2026-01-03 00:00:00Z',
    'back and kept out 2026-01-04 00:00:00Z by volume.zero',
  ])
})

test('what another plan sees of it again is no news', () => {
  const rules = ['volume.zero']
  const again = (day: number) => [event('first_seen', day, rules), event('kept_out', day, rules)]
  expect(historyText([...again(1), ...again(2)])).toEqual([
    'first seen and kept out 2026-01-01 00:00:00Z by volume.zero',
  ])
  expect(historyText([event('first_seen', 1), event('first_seen', 2), ...again(3)])).toEqual([
    'first seen 2026-01-01 00:00:00Z',
    'kept out 2026-01-03 00:00:00Z by volume.zero',
  ])
})
