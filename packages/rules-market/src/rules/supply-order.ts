import type { Finding } from '@tamis/core'
import * as v from 'valibot'
import { isPositive, type MarketRecord, type MarketRule } from '../record.ts'
import { notNegative, tunable } from '../settings.ts'

const ORDERED = [
  ['circulating_supply', 'total_supply'],
  ['circulating_supply', 'max_supply'],
  ['total_supply', 'max_supply'],
] as const satisfies readonly (readonly (keyof MarketRecord)[])[]

export const supplyOrder: MarketRule = tunable(
  { tolerancePercent: v.optional(notNegative, 0.1) },
  (settings) => ({
    kind: 'rule',
    id: 'supply.order',
    version: 1,
    summary: 'The supplies are not in order: circulating <= total <= max.',
    basis:
      'By definition. 0 stands for unknown (163 recorded values), and rounding needs 0.1 %. Beyond that, 38 of 21,498 recorded coins.',
    example: 'circulating_supply: 102 with total_supply: 100 warns; 100.05 passes.',
    severity: 'warn',
    check(record) {
      const { circulating_supply, total_supply, max_supply } = record
      const slack = 1 + settings.tolerancePercent / 100
      const sound =
        inOrder(circulating_supply, total_supply, slack) &&
        inOrder(circulating_supply, max_supply, slack) &&
        inOrder(total_supply, max_supply, slack)
      if (sound) return 'pass'
      return ORDERED.filter(([smaller, larger]) => !inOrder(record[smaller], record[larger], slack)).map(
        ([smaller, larger]): Finding => {
          const message = `${smaller} ${record[smaller]} is above ${larger} ${record[larger]}`
          return {
            code: 'order',
            message,
            path: smaller,
            expected: `<= ${record[larger]}`,
            received: record[smaller],
          }
        },
      )
    },
  }),
)

function inOrder(less: number | null, more: number | null, slack: number): boolean {
  return !isPositive(less) || !isPositive(more) || less <= more * slack
}
