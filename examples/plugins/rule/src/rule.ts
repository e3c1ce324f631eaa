import type { Rule, Verdict } from '@tamis/core'
import { type Options, resolveOptions } from './options.ts'

/** What the rule reads of a record: records of any dataset with a price can be judged. */
export interface Priced {
  readonly current_price: number | null
}

/** One price says little. */
const FEWEST = 3

/**
 * A price many times the usual one, or a small part of it. What is usual is the median of the same coin in the pipeline's
 * earlier batches; a coin seen in fewer than three of them passes.
 *
 * @throws TamisError `config.invalid` naming every problem of the options.
 */
export function priceJumpRule(options: Options = {}): Rule<Priced> {
  const { severity, ...settings } = resolveOptions(options)
  const { maxRatio, batches } = settings
  return {
    kind: 'rule',
    id: 'price-jump',
    version: 1,
    summary: 'The price is far from what it was in earlier batches.',
    basis: 'A misplaced decimal point or another coin under the same id; the limit is an opinion.',
    example: 'A coin at 2 dollars in seven batches warns at 20.1 or 0.19, and passes at 5.',
    severity,
    settings,
    needs: { history: batches, historyFields: ['current_price'] },
    configure: (changes) => priceJumpRule({ ...settings, severity, ...changes }),
    check({ current_price: price }, { history }): Verdict {
      const usual = median(history.map(({ record }) => record.current_price))
      if (usual === null || !isPositive(price)) return 'pass'
      const ratio = price / usual
      if (ratio <= maxRatio && ratio >= 1 / maxRatio) return 'pass'
      const message = `Price ${price} is ${Number(ratio.toPrecision(3))} times the usual ${usual}`
      return {
        code: ratio > 1 ? 'up' : 'down',
        message,
        path: 'current_price',
        expected: `within ${maxRatio} times ${usual}`,
        received: price,
      }
    },
  }
}

/** Of the prices that are some; null where they are too few. */
function median(prices: readonly (number | null)[]): number | null {
  const known = prices.filter(isPositive).sort((a, b) => a - b)
  return known.length < FEWEST ? null : (known[known.length >> 1] ?? null)
}

function isPositive(price: number | null): price is number {
  return price !== null && price > 0 && Number.isFinite(price)
}
