import { expect, test } from 'vitest'
import { batchAnchors } from '../src/gates/batch-anchors.ts'
import { batchKeys } from '../src/gates/batch-keys.ts'
import { batchPages } from '../src/gates/batch-pages.ts'
import { batchRows } from '../src/gates/batch-rows.ts'
import type { MarketGate, MarketRecord } from '../src/index.ts'
import { coin, DAY, earlierBatch, HOUR, market, type View, viewOf } from './support/market.ts'

const planOf = (universe: string, parameters = {}) => ({ plan: { universe, currency: 'usd', parameters } })

function judge(gate: MarketGate, records: readonly MarketRecord[], changes: Partial<View> = {}) {
  const { outcome, findings = [] } = gate.check(viewOf(records, changes))
  return [outcome, ...findings.map(({ code }) => code)]
}

test('batch.pages: every page is there, and only the last may be empty', () => {
  const pages = (planned: number, received: number, ...empty: number[]) => ({
    pages: { planned, received, empty },
  })
  const coins = market(3)
  expect(judge(batchPages, coins, pages(4, 4))).toEqual(['passed'])
  expect(judge(batchPages, coins, pages(4, 4, 4))).toEqual(['passed'])
  expect(judge(batchPages, coins, pages(4, 3))).toEqual(['failed', 'missing'])
  expect(judge(batchPages, coins, pages(4, 4, 2, 4))).toEqual(['failed', 'empty'])
  expect(judge(batchPages, coins, pages(4, 3, 1))).toEqual(['failed', 'missing', 'empty'])
})

test('batch.rows: at least 95 % of what was asked, duplicates not counted', () => {
  const counts = (extracted: number, duplicates: number) => ({
    ...planOf('top:100'),
    requested: 100,
    counts: { extracted, loaded: extracted - duplicates, quarantined: 0, duplicates },
  })
  expect(judge(batchRows, [], counts(95, 0))).toEqual(['passed'])
  expect(judge(batchRows, [], counts(94, 0))).toEqual(['failed', 'fewer_than_asked'])
  expect(judge(batchRows, [], counts(100, 6))).toEqual(['failed', 'fewer_than_asked'])
})

test('batch.rows: at least 90 % of the median of recent batches, so that a short listing is seen', () => {
  const with100 = [6, 12, 18].map((hours) => earlierBatch(hours * HOUR))
  expect(judge(batchRows, market(90), { earlier: with100 })).toEqual(['passed'])
  expect(judge(batchRows, market(89), { earlier: with100 })).toEqual(['failed', 'fewer_than_recently'])
  expect(judge(batchRows, market(89), { earlier: [earlierBatch(2 * DAY + 1)] })).toEqual(['passed'])
})

test('batch.rows leaves hand-picked coins alone, and the coins of a category', () => {
  const missing = { requested: 3, missing: 2 }
  expect(judge(batchRows, market(1), { ...planOf('ids:bitcoin,a,b'), ...missing })).toEqual(['not_evaluated'])
  expect(judge(batchRows, market(1), { ...planOf('top:3', { category: 'meme' }), ...missing })).toEqual([
    'not_evaluated',
  ])
})

test('batch.anchors: a market without bitcoin is none', () => {
  expect(judge(batchAnchors, market(100))).toEqual(['passed'])
  expect(judge(batchAnchors, market(100).slice(1))).toEqual(['failed', 'missing'])
  expect(judge(batchAnchors, [])).toEqual(['failed', 'missing', 'missing', 'missing'])
})

test('batch.anchors: an anchor has a price, a market cap and a volume, also when a rule kept it out', () => {
  const [bitcoin, ...others] = market(100)
  const kept = (changes: Partial<MarketRecord>) => ({ kept: [{ ...bitcoin, ...changes } as MarketRecord] })
  expect(judge(batchAnchors, others, kept({}))).toEqual(['passed'])
  expect(judge(batchAnchors, others, kept({ total_volume: 0 }))).toEqual(['failed', 'insane'])
  expect(
    judge(batchAnchors, others, kept({ current_price: null, market_cap: Number.POSITIVE_INFINITY })),
  ).toEqual(['failed', 'insane', 'insane'])
})

test('batch.anchors: whole markets and the top 100 or more only', () => {
  const none = [coin()]
  for (const universe of ['top:99', 'ids:bitcoin,ethereum']) {
    expect(judge(batchAnchors, none, planOf(universe))).toEqual(['not_evaluated'])
  }
  expect(judge(batchAnchors, none, planOf('top:100', { category: 'meme' }))).toEqual(['not_evaluated'])
  expect(judge(batchAnchors, none, planOf('top:100'))[0]).toBe('failed')
  expect(judge(batchAnchors, none, planOf('all'))[0]).toBe('failed')
})

test('batch.keys: a promised key that is gone fails, a new one is only noted', () => {
  const keys = (entries: Record<string, number>) => ({
    sourceKeys: new Map(Object.entries(entries)),
    promisedKeys: ['id', 'ath'],
    earlier: [earlierBatch(HOUR, { sourceKeys: ['id', 'ath', 'sparkline'] })],
  })
  const coins = market(100)
  expect(judge(batchKeys, coins, keys({ id: 100, ath: 95, sparkline: 100 }))).toEqual(['passed'])
  expect(judge(batchKeys, coins, keys({ id: 100, ath: 94, sparkline: 100 }))).toEqual(['failed', 'gone'])
  expect(judge(batchKeys, coins, keys({ id: 100, sparkline: 100 }))).toEqual(['failed', 'gone'])
  expect(judge(batchKeys, coins, keys({ id: 100, ath: 100, sparkline: 100, fresh: 3 }))).toEqual([
    'passed',
    'new',
  ])
  expect(judge(batchKeys, coins, keys({ id: 100, ath: 100 }))).toEqual(['passed', 'lost'])
})

test('batch.keys: nothing is new to the first batch, and nothing missing from one without records', () => {
  expect(
    judge(batchKeys, market(2), {
      sourceKeys: new Map([
        ['id', 2],
        ['x', 2],
      ]),
    }),
  ).toEqual(['passed'])
  expect(judge(batchKeys, [], { sourceKeys: new Map() })).toEqual(['passed'])
})
