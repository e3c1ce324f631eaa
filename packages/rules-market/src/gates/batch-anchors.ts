import type { Finding } from '@tamis/core'
import * as v from 'valibot'
import { shown } from '../evidence.ts'
import { coinOf, isPositive, type MarketGate, type MarketRecord } from '../record.ts'
import { coinIds, count, tunable } from '../settings.ts'
import { universeOf } from '../universe.ts'

const SANE = [
  'current_price',
  'market_cap',
  'total_volume',
] as const satisfies readonly (keyof MarketRecord)[]

export const batchAnchors: MarketGate = tunable(
  {
    coins: v.optional(coinIds, ['bitcoin', 'ethereum', 'tether']),
    minimumTop: v.optional(count, 100),
  },
  (settings) => ({
    kind: 'gate',
    id: 'batch.anchors',
    version: 1,
    summary: 'A coin that every market has is missing, or without price, market cap or volume.',
    basis:
      'All three are in each of 38 recorded top-100 pages, at place 4 or better, with price, market cap and volume. Whole markets and top:100 or more only.',
    severity: 'reject',
    check(batch) {
      const universe = universeOf(batch.plan)
      const wide =
        universe.kind === 'all' || (universe.kind === 'top' && universe.size >= settings.minimumTop)
      if (!wide) return { outcome: 'not_evaluated' }
      const first = batch.records[0] ?? batch.kept[0]
      if (first !== undefined && !('coin_id' in first)) return { outcome: 'not_evaluated' }
      const findings = settings.coins.flatMap((coin) => objections(coin, coinOf(batch, coin)))
      return { outcome: findings.length > 0 ? 'failed' : 'passed', findings }
    },
  }),
)

function objections(coin: string, record: MarketRecord | undefined): readonly Finding[] {
  if (record === undefined) {
    const message = `${coin} is not in the batch`
    return [{ code: 'missing', message, expected: coin, received: null }]
  }
  return SANE.filter((field) => !isPositive(record[field])).map((field) => ({
    code: 'insane',
    message: `${field} of ${coin} is ${record[field] ?? 'missing'}`,
    path: field,
    expected: '> 0',
    received: shown(record[field]),
  }))
}
