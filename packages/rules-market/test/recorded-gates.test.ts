import type { EarlierBatch } from '@tamis/core'
import { expect } from 'vitest'
import { distinct } from '../src/baseline.ts'
import { DAY, type View } from './support/market.ts'
import { gates, judged, months, type Raw, testRecorded, wholeMarket } from './support/recorded.ts'

const top100 = { plan: { universe: 'top:100', currency: 'usd', parameters: {} }, requested: 100 }

/** Ids of the gates that reject the batch. */
function rejectedBy(view: View): readonly string[] {
  return gates
    .filter((gate) => gate.severity === 'reject' && gate.check(view).outcome === 'failed')
    .map(({ id }) => id)
}

function firstMonth(): readonly Raw[] {
  return months()[0]?.coins ?? []
}

/** The batch as the ledger hands it to the next, with what a gate measured. */
function asEarlier(view: View, gate: (typeof gates)[number]): EarlierBatch {
  const { extractedAt, counts, sourceKeys } = view
  const measures = gate.check(view).measures ?? {}
  return { ...counts, batchId: 'b', extractedAt, sourceKeys: [...sourceKeys.keys()], measures }
}

testRecorded('no gate rejects the whole market', () => {
  const view = judged(wholeMarket(), { pages: { planned: 86, received: 86, empty: [] } })
  expect(distinct(view.counts)).toBe(21_498)
  expect(rejectedBy(view)).toEqual([])
  const failed = gates.filter((gate) => gate.check(view).outcome === 'failed').map(({ id }) => id)
  // Recorded coin by coin over half a year, so it is not fresh.
  expect(failed).toEqual(['batch.freshness'])
})

testRecorded('no gate objects to any of 38 months, nor compares across the gap between them', () => {
  let last: View | undefined
  for (const { coins, at } of months()) {
    const view = judged(coins, { ...top100, extractedAt: at })
    for (const gate of gates) {
      const earlier = last === undefined ? [] : [asEarlier(last, gate)]
      expect(gate.check({ ...view, earlier }).outcome, gate.id).not.toBe('failed')
    }
    last = view
  }
})

testRecorded('a month of change as if within a day: only the gates that warn see it', () => {
  const pages = months()
  const failed: Record<string, number> = {}
  for (const [index, { coins, at }] of pages.entries()) {
    const last = judged(pages[index - 1]?.coins ?? coins, { ...top100, extractedAt: at - DAY })
    const view = judged(coins, { ...top100, extractedAt: at })
    for (const gate of gates) {
      const { outcome } = gate.check({ ...view, earlier: [asEarlier(last, gate)] })
      if (outcome === 'failed') failed[gate.id] = (failed[gate.id] ?? 0) + 1
    }
  }
  expect(failed).toEqual({ 'batch.bitcoin_price': 2, 'batch.cap_drift': 9, 'batch.volume_drift': 12 })
})

const holed = (coins: readonly Raw[]): readonly Raw[] =>
  coins.map((coin, at) => (at % 2 === 1 ? { ...coin, total_volume: null } : coin))

testRecorded('a batch with half its volumes null is rejected by batch.nulls', () => {
  expect(rejectedBy(judged(holed(firstMonth()), top100))).toContain('batch.nulls')
  expect(rejectedBy(judged(holed(wholeMarket())))).toContain('batch.nulls')
})

testRecorded('a batch with a page missing is rejected by batch.pages', () => {
  const pages = { planned: 86, received: 85, empty: [] }
  const without = (first: number) => [...wholeMarket().slice(0, first), ...wholeMarket().slice(first + 250)]
  expect(rejectedBy(judged(without(250), { pages, requested: 21_498 }))).toEqual(['batch.pages'])
  expect(rejectedBy(judged(without(0), { pages, requested: 21_498 }))).toEqual([
    'batch.pages',
    'batch.anchors',
  ])
})

testRecorded('a batch without bitcoin is rejected by batch.anchors alone', () => {
  const without = (coins: readonly Raw[]): readonly Raw[] => coins.filter(({ id }) => id !== 'bitcoin')
  expect(rejectedBy(judged(without(firstMonth()), top100))).toEqual(['batch.anchors'])
  expect(rejectedBy(judged(without(wholeMarket()), { requested: 21_498 }))).toEqual(['batch.anchors'])
})

testRecorded(
  'a batch whose answers lost a key is rejected by batch.keys, and by others if the key mattered',
  () => {
    const without = (name: string): readonly Raw[] =>
      firstMonth().map((coin) => Object.fromEntries(Object.entries(coin).filter(([key]) => key !== name)))
    expect(rejectedBy(judged(without('ath_date'), top100))).toEqual(['batch.keys'])
    expect(rejectedBy(judged(without('market_cap'), top100))).toEqual([
      'batch.anchors',
      'batch.nulls',
      'batch.keys',
    ])
  },
)
