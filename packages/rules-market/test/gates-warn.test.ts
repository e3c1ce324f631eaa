import { expect, test } from 'vitest'
import { batchBitcoinPrice } from '../src/gates/batch-bitcoin-price.ts'
import { batchCapDrift } from '../src/gates/batch-cap-drift.ts'
import { batchFreshness } from '../src/gates/batch-freshness.ts'
import { batchRejectedShare } from '../src/gates/batch-rejected-share.ts'
import { batchVolumeDrift } from '../src/gates/batch-volume-drift.ts'
import type { MarketGate, MarketRecord } from '../src/index.ts'
import { DAY, earlierBatch, HOUR, MINUTE, market, NOW, type View, viewOf } from './support/market.ts'

function judge(gate: MarketGate, records: readonly MarketRecord[], changes: Partial<View> = {}) {
  const { outcome, findings = [] } = gate.check(viewOf(records, changes))
  return [outcome, ...findings.map(({ code }) => code)]
}

const measured = (...measures: readonly Readonly<Record<string, number>>[]) => ({
  earlier: measures.map((each, at) => earlierBatch((at + 1) * 6 * HOUR, { measures: each })),
})

function rejected(quarantined: number, earlierQuarantined?: number) {
  const counts = { extracted: 100, loaded: 100 - quarantined, quarantined, duplicates: 0 }
  const earlier =
    earlierQuarantined === undefined ? [] : [earlierBatch(HOUR, { quarantined: earlierQuarantined })]
  return judge(batchRejectedShare, [], { counts, earlier })
}

test('batch.rejected_share: a fifth is much, and so is three times what it was', () => {
  expect(rejected(20)).toEqual(['passed'])
  expect(rejected(21)).toEqual(['failed', 'high'])
  expect(rejected(6, 2)).toEqual(['passed'])
  expect(rejected(7, 2)).toEqual(['failed', 'jump'])
  expect(rejected(2, 0)).toEqual(['passed'])
  expect(rejected(3, 0)).toEqual(['failed', 'jump'])
})

test('batch.rejected_share says nothing of a handful of coins', () => {
  const counts = { extracted: 19, loaded: 0, quarantined: 19, duplicates: 0 }
  expect(judge(batchRejectedShare, [], { counts })).toEqual(['not_evaluated'])
})

test('batch.freshness: half of the prices older than an hour', () => {
  const aged = (minutes: number) => ({ last_updated: new Date(NOW - minutes * MINUTE).toISOString() })
  const half = (minutes: number) => [
    ...market(10, aged(minutes)),
    ...market(9, aged(1)),
    ...market(1, { last_updated: null }),
  ]
  expect(judge(batchFreshness, half(60))).toEqual(['passed'])
  expect(judge(batchFreshness, half(61))).toEqual(['failed', 'old'])
  expect(judge(batchFreshness, market(3, { last_updated: null }))).toEqual(['not_evaluated'])
})

test.each([
  [batchVolumeDrift, 'total_volume', 50, 200],
  [batchCapDrift, 'market_cap', 85, 115],
] as const)(
  '$0.id: the sum of $1 is held against the median of recent batches',
  (gate, field, least, most) => {
    const sums = (total: number) => market(100, { [field]: total })
    const usual = measured({ total: 10_000 }, { total: 10_000 }, { total: 9e9 })
    expect(judge(gate, sums(most), usual)).toEqual(['passed'])
    expect(judge(gate, sums(most + 0.01), usual)).toEqual(['failed', 'rise'])
    expect(judge(gate, sums(least), usual)).toEqual(['passed'])
    expect(judge(gate, sums(least - 0.01), usual)).toEqual(['failed', 'fall'])
    expect(gate.check(viewOf(sums(100))).measures).toEqual({ total: 10_000 })
  },
)

test.each([batchVolumeDrift, batchCapDrift])(
  '$id is not judged first, across more than two days, or of a few coins',
  (gate) => {
    const longAgo = { earlier: [earlierBatch(2 * DAY + 1, { measures: { total: 1 } })] }
    expect(judge(gate, market(100))).toEqual(['not_evaluated'])
    expect(judge(gate, market(100), longAgo)).toEqual(['not_evaluated'])
    expect(judge(gate, market(100), measured({}))).toEqual(['not_evaluated'])
    expect(judge(gate, market(19), measured({ total: 1 }))).toEqual(['not_evaluated'])
  },
)

test('batch.bitcoin_price: thirty per cent from the last batch', () => {
  const at = (current_price: number | null) => market(3, { current_price })
  const last = measured({ price: 100 }, { price: 1 })
  expect(judge(batchBitcoinPrice, at(130), last)).toEqual(['passed'])
  expect(judge(batchBitcoinPrice, at(131), last)).toEqual(['failed', 'rise'])
  expect(judge(batchBitcoinPrice, at(69), last)).toEqual(['failed', 'fall'])
  expect(judge(batchBitcoinPrice, at(null), last)).toEqual(['not_evaluated'])
  expect(judge(batchBitcoinPrice, market(3).slice(1), last)).toEqual(['not_evaluated'])
  expect(batchBitcoinPrice.check(viewOf(at(131)))).toEqual({
    outcome: 'not_evaluated',
    measures: { price: 131 },
  })
})
