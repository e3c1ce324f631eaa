import { expect, test } from 'vitest'
import { batchNulls } from '../src/gates/batch-nulls.ts'
import type { MarketRecord } from '../src/index.ts'
import { DAY, earlierBatch, HOUR, market, type View, viewOf } from './support/market.ts'

/** 100 coins, the first `nulls` of which have null in a field. */
function holed(field: keyof MarketRecord, nulls: number, many = 100): MarketRecord[] {
  return market(many).map((record, at) => (at < nulls ? { ...record, [field]: null } : record))
}

function judge(records: readonly MarketRecord[], changes: Partial<View> = {}) {
  const { outcome, findings = [] } = batchNulls.check(viewOf(records, changes))
  return [outcome, ...findings.map(({ code, path }) => `${path} ${code}`)]
}

const before = (shares: Readonly<Record<string, number>>, ago = 12 * HOUR) => ({
  earlier: [earlierBatch(ago, { measures: shares })],
})
const picked = { plan: { universe: 'ids:a,b', currency: 'usd', parameters: {} } }

test.each(['current_price', 'market_cap', 'total_volume'] as const)(
  '%s null in four of ten is no market',
  (field) => {
    expect(judge(holed(field, 39))).toEqual(['passed'])
    expect(judge(holed(field, 40))).toEqual(['failed', `${field} null`])
  },
)

test('half of the volumes null: the reject counts also what the zombie rules kept out', () => {
  const [kept, records] = [holed('total_volume', 50).slice(0, 50), market(100).slice(50)]
  expect(judge(records, { kept })).toEqual(['failed', 'total_volume null'])
  expect(judge([], { kept: holed('total_volume', 100) })).toEqual(['failed', 'total_volume null'])
})

test('another common field may be null in many coins, but not in almost all', () => {
  expect(judge(holed('high_24h', 94))).toEqual(['passed'])
  expect(judge(holed('high_24h', 95))).toEqual(['failed', 'high_24h null'])
})

test('max_supply is null in most of a market, so it fails only against recent batches that had it', () => {
  const gone = holed('max_supply', 100)
  expect(judge(gone)).toEqual(['passed'])
  expect(judge(gone, before({ max_supply: 0.3 }))).toEqual(['failed', 'max_supply null'])
  expect(judge(gone, before({ max_supply: 0.6 }))).toEqual(['passed', 'max_supply rise'])
  expect(judge(gone, before({ max_supply: 0.3 }, 2 * DAY + 1))).toEqual(['passed'])
})

test('a rise by more than ten points is noted and passes', () => {
  expect(judge(holed('high_24h', 30), before({ high_24h: 0.2 }))).toEqual(['passed'])
  expect(judge(holed('high_24h', 31), before({ high_24h: 0.2 }))).toEqual(['passed', 'high_24h rise'])
})

test('hand-picked coins may all be dead; only a change against recent batches rejects them', () => {
  const dead = holed('current_price', 100)
  expect(judge(dead, picked)).toEqual(['passed'])
  expect(judge(dead, { ...picked, ...before({ current_price: 1 }) })).toEqual(['passed'])
  expect(judge(dead, { ...picked, ...before({ current_price: 0.01 }) })).toEqual([
    'failed',
    'current_price null',
  ])
})

test('one coin that dies does not reject its pipeline', () => {
  const one = holed('current_price', 1, 1)
  expect(judge(one, { ...picked, ...before({ current_price: 0 }) })).toEqual(['not_evaluated'])
})

test('a small top is judged by its price, market cap and volume alone', () => {
  const top5 = { plan: { universe: 'top:5', currency: 'usd', parameters: {} } }
  expect(judge(holed('high_24h', 5, 5), top5)).toEqual(['passed'])
  expect(judge(holed('total_volume', 2, 5), top5)).toEqual(['failed', 'total_volume null'])
})

test('the shares of all fields are kept for later batches, also where nothing could be judged', () => {
  expect(batchNulls.check(viewOf(holed('ath', 25))).measures).toMatchObject({ ath: 0.25, current_price: 0 })
  expect(batchNulls.check(viewOf(holed('ath', 1, 2), picked)).measures).toMatchObject({ ath: 0.5 })
  expect(batchNulls.check(viewOf([]))).toMatchObject({ outcome: 'not_evaluated', measures: {} })
})
