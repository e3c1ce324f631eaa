import { testRule } from '@tamis/testkit'
import { priceZero } from '../src/rules/price-zero.ts'
import { coin } from './support/market.ts'

testRule({
  rule: () => priceZero,
  passes: [{ record: coin() }],
  fails: [{ record: coin({ current_price: 0 }) }],
})
