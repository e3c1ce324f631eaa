import { statisticOf } from '@tamis/core'
import { expect } from 'vitest'
import marketRules, { type MarketRule } from '../src/index.ts'
import { contextOf } from './support/market.ts'
import { isHit, months, type Raw, recordOf, testRecorded } from './support/recorded.ts'

type Month = ReturnType<typeof months>[number]

/** Looser than the defaults, which a month's distance would leave without a hit. */
const SETTINGS = {
  'return.outlier': { maximumGapDays: 45, minimumMovePercent: 50, minimumScore: 3.5 },
  'return.absurd': { maximumFactor: 2 },
}

/** Hits of the rules that look back, with one month as the history of the next. */
function byRule(last: Month, page: Month): Readonly<Record<string, number>> {
  const before = new Map(last.coins.map((raw) => [raw.id, recordOf(raw)]))
  const items = page.coins.map((candidate) => {
    const record = before.get(candidate.id ?? '')
    const history = record === undefined ? [] : [{ record, batchId: 'b', extractedAt: last.at }]
    return { record: recordOf(candidate), context: contextOf({ candidate, extractedAt: page.at, history }) }
  })
  const rules = marketRules(SETTINGS).filter(
    (judge): judge is MarketRule => judge.kind === 'rule' && judge.needs !== undefined,
  )
  const hits = rules.map((rule) => {
    const statistics = Object.fromEntries(
      Object.entries(rule.needs?.statistics ?? {}).map(([name, take]) => [
        name,
        statisticOf(items.map(({ record, context }) => take(record, context))),
      ]),
    )
    return [rule.id, items.filter((item) => isHit(rule, item.record, { ...item.context, statistics })).length]
  })
  return Object.fromEntries(hits)
}

/** The same counted in plain code over the raw JSON. */
function independently(last: Month, page: Month): Readonly<Record<string, number>> {
  const before = new Map(last.coins.map((raw) => [raw.id, raw]))
  const ratios = (field: string): readonly number[] =>
    page.coins
      .map((now) => num(now, field) / num(before.get(now.id ?? ''), field))
      .filter((ratio) => !Number.isNaN(ratio))
  const returns = ratios('current_price').map(Math.log)
  const median = middle(returns)
  const mad = middle(returns.map((r) => Math.abs(r - median)))
  const far = (r: number): boolean =>
    (0.6745 * Math.abs(r - median)) / mad > 3.5 && Math.abs(r - median) > Math.log(1.5)
  return {
    'return.absurd': returns.filter((r) => Math.abs(r) > Math.log(2)).length,
    'return.outlier': returns.filter(far).length,
    'supply.jump': ratios('circulating_supply').filter((ratio) => ratio > 1.2 || ratio < 1 / 1.2).length,
  }
}

function num(coin: Raw | undefined, field: string): number {
  return typeof coin?.[field] === 'number' ? coin[field] : Number.NaN
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.floor(half - 0.25)] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2
}

testRecorded(
  'with the month before as history, the rules that look back agree with an independent count',
  () => {
    const pages = months()
    const sum: Record<string, number> = {}
    for (const [at, page] of pages.entries()) {
      const last = pages[at - 1]
      if (last === undefined) continue
      const hits = byRule(last, page)
      expect(hits).toEqual(independently(last, page))
      for (const [id, found] of Object.entries(hits)) sum[id] = (sum[id] ?? 0) + found
    }
    expect(sum).toEqual({ 'return.absurd': 42, 'return.outlier': 59, 'supply.jump': 136 })
  },
)
