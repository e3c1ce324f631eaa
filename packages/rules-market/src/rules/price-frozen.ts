import { isPositive, type MarketRule } from '../record.ts'

export const priceFrozen: MarketRule = {
  kind: 'rule',
  id: 'price.frozen',
  version: 1,
  summary: 'There is a price but no change over 24 hours: nobody quoted the coin a day ago.',
  basis:
    'The best sign of a frozen coin within one answer: 99 % of those on recorded data show it; 2,319 of 21,498 recorded coins. A new listing may show it too. Days without a return as illiquidity: Lesmond et al. 1999.',
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
