import { isPositive, type MarketRule } from '../record.ts'

export const priceFrozen: MarketRule = {
  kind: 'rule',
  id: 'price.frozen',
  version: 1,
  summary: 'There is a price but no change over 24 hours: nobody quoted the coin a day ago.',
  basis:
    'The best sign of a frozen coin in one answer: 2,319 of 21,498 recorded coins, where 99 % of those that stopped trading show it. Zero-return days as illiquidity: Lesmond et al. 1999. New listings show it on their first day too.',
  example: 'current_price: 1.2 with price_change_percentage_24h: null warns.',
  severity: 'warn',
  check({ current_price, price_change_percentage_24h, last_updated }) {
    if (!isPositive(current_price) || price_change_percentage_24h !== null) return 'pass'
    return {
      code: 'frozen',
      message: `Price ${current_price} has no change over 24 hours; last updated ${last_updated ?? 'at no known time'}`,
      path: 'price_change_percentage_24h',
      expected: 'a number',
      received: null,
    }
  },
}
