import type { RecordContext } from '@tamis/core'
import * as v from 'valibot'
import { brief } from '../evidence.ts'
import { isPositive, type MarketRecord, type MarketRule } from '../record.ts'
import { count, positive, tunable } from '../settings.ts'

const DAY_MS = 86_400_000
/** Turns a median absolute deviation into the standard deviation of a normal distribution. */
const NORMAL = 0.6745
/** A market of stablecoins hardly deviates at all; without a floor everything would be an outlier there. */
const SMALLEST_DEVIATION = 1e-4

export const returnOutlier: MarketRule = tunable(
  {
    minimumScore: v.optional(positive, 10),
    minimumMovePercent: v.optional(positive, 50),
    minimumCoins: v.optional(count, 20),
    maximumGapDays: v.optional(positive, 2),
  },
  (settings) => {
    const gapMs = settings.maximumGapDays * DAY_MS
    return {
      kind: 'rule',
      id: 'return.outlier',
      version: 1,
      summary: "The price moved far more than the market since the coin's last published price.",
      basis:
        'Robust z = 0.6745 × (r − median) / MAD of log returns over all coins of the batch (Iglewicz and Hoaglin, who cut at 3.5). Crypto tails are power laws (Pessa et al. 2023, 7,000 coins), so 3.5 floods: 10 deviations as in Barndorff-Nielsen et al. 2009, and a move of at least half the price beside the market.',
      example:
        'A coin that doubles while the market stands still warns; one that doubles with the market passes.',
      severity: 'warn',
      needs: {
        history: 1,
        historyFields: ['current_price'],
        statistics: { logReturn: (record, context) => logReturn(record, context, gapMs) },
      },
      check(record, context) {
        const own = logReturn(record, context, gapMs)
        const market = context.statistics.logReturn
        if (own === null || market === undefined || market.median === null || market.mad === null)
          return 'pass'
        if (market.count < settings.minimumCoins) return 'pass'
        const beside = own - market.median
        const score = (NORMAL * beside) / Math.max(market.mad, SMALLEST_DEVIATION)
        if (Math.abs(score) <= settings.minimumScore) return 'pass'
        if (Math.abs(beside) <= Math.log1p(settings.minimumMovePercent / 100)) return 'pass'
        return {
          code: own > market.median ? 'rise' : 'fall',
          message: `Price moved by ${asPercent(own)}, the market by ${asPercent(market.median)}: robust z ${brief(score)}`,
          path: 'current_price',
          expected: `robust z within ${settings.minimumScore}`,
          received: record.current_price,
        }
      },
    }
  },
)

function logReturn(
  { current_price }: Readonly<MarketRecord>,
  { history, extractedAt }: RecordContext<MarketRecord>,
  gapMs: number,
): number | null {
  const last = history[0]
  if (last === undefined || extractedAt - last.extractedAt > gapMs) return null
  if (!isPositive(current_price) || !isPositive(last.record.current_price)) return null
  return Math.log(current_price) - Math.log(last.record.current_price)
}

function asPercent(logReturn: number): string {
  return `${brief(Math.expm1(logReturn) * 100)} %`
}
