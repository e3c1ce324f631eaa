import type { MarketEvent } from '@tamis/sink-sqlite/read'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freshnessOf } from '../src/report/freshness.ts'
import { html } from '../src/report/html.ts'
import { movementsOf, movesBy } from '../src/report/movements.ts'
import { type Judged, thinned } from '../src/report/range.ts'

const DAY = 86_400_000

test('whatever is put into markup is text', () => {
  const unit = fc.constantFrom(...'<>&"\'/=a \n\u202e\0-!')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
      const { text: markup } = html`<p title="${text}">${text}</p>`
      expect(markup).toMatch(/^<p title="[^<>"']*">[^<>"']*<\/p>$/)
      expect(markup.replaceAll(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
    }),
  )
})

test('markup within markup stays markup, and lists of it follow each other', () => {
  expect(html`<ul>${['a', '<b>'].map((one) => html`<li>${one}</li>`)}</ul>`.text).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
  )
})

function batches(count: number, every: number): readonly Judged[] {
  return Array.from({ length: count }, (_, at) => ({ extractedAt: at * every }) as Judged)
}

test.each([
  [60, DAY / 2, 'batch', 60],
  [720, DAY / 2, 'day', 360],
  [2000, DAY / 2, 'week', 143],
  [8000, DAY / 2, 'month', 134],
] as const)('of %i batches every %i ms, charts show each %s', (count, gap, every, shown) => {
  const all = batches(count, gap)
  const few = thinned(all)
  expect([few.every, few.batches.length]).toEqual([every, shown])
  expect(few.batches.at(-1)).toBe(all.at(-1))
})

function event(
  at: number,
  key: string,
  what: MarketEvent['event'],
  rules: readonly string[] = [],
): MarketEvent {
  const batchId = `b${at}`
  return { at, batchId, key, event: what, rules, lastGoodPrice: null, lastGoodAt: null, note: null }
}

test('a coin that comes and is kept out at once never entered', () => {
  const moves = movementsOf([
    event(1, 'a', 'first_seen'),
    event(1, 'b', 'first_seen', ['volume.zero']),
    event(1, 'b', 'kept_out', ['volume.zero']),
    event(2, 'a', 'kept_out', ['number.finite']),
    event(3, 'a', 'back'),
    event(4, 'a', 'disappeared'),
  ])
  expect(moves.map(({ key, move }) => `${key} ${move}`)).toEqual([
    'a entered',
    'b zombie',
    'a kept_out',
    'a back',
    'a left',
  ])
  const counts = movesBy(moves, [2, 5])
  expect(counts).toEqual([
    { entered: 1, back: 0, left: 0, zombie: 1, kept_out: 1 },
    { entered: 0, back: 1, left: 1, zombie: 0, kept_out: 0 },
  ])
})

test('freshness tells the usual gap, the longest, and how old prices were', () => {
  const published = [0, 10, 20, 50, 60].map((extractedAt) => ({ extractedAt }) as Judged)
  const records = [59, 58, 60 - 2 * DAY, null].map((at, position) => ({
    key: String(position),
    page: 1,
    position,
    record: { last_updated: at === null ? null : new Date(at).toISOString() },
  }))
  expect(freshnessOf(published, records, { extractedAt: 60, now: 100 })).toEqual({
    age: 40,
    usualGap: 10,
    longestGap: { length: 30, from: 20 },
    vendorAge: 2,
    staleCoins: 1,
  })
  expect(freshnessOf([], [], { extractedAt: 60, now: 50 })).toEqual({
    age: 0,
    usualGap: null,
    longestGap: null,
    vendorAge: null,
    staleCoins: null,
  })
})
