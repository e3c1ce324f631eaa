import { test } from 'vitest'
import type { MarketRule } from '../src/index.ts'
import { capIdentity } from '../src/rules/cap-identity.ts'
import { rangeAllTime } from '../src/rules/range-all-time.ts'
import { rangeDay } from '../src/rules/range-day.ts'
import { supplyOrder } from '../src/rules/supply-order.ts'
import { expectFindings } from './support/expect-findings.ts'

test('range.day finds a price outside its own day, with one per cent to spare', () => {
  const range = { low_24h: 1, high_24h: 2 } as const
  expectFindings(
    rangeDay,
    {},
    [{ ...range, current_price: 2.02 }],
    [{ ...range, current_price: 2.03 }, 'above'],
    [{ ...range, current_price: 0.99 }],
    [{ ...range, current_price: 0.98 }, 'below'],
    [{ low_24h: null, high_24h: null, current_price: 5 }],
    [{ low_24h: null, high_24h: 2, current_price: 5 }, 'above'],
    [{ ...range, current_price: null }],
  )
})

test('range.day finds a range that is upside down', () => {
  expectFindings(rangeDay, {}, [{ low_24h: 2.1, high_24h: 1.9 }, 'inverted', 'above', 'below'])
})

test('range.all_time finds a price beyond what ever was', () => {
  const range = { atl: 1, ath: 2 } as const
  expectFindings(
    rangeAllTime,
    {},
    [{ ...range, current_price: 2.01 }],
    [{ ...range, current_price: 2.03 }, 'above'],
    [{ ...range, current_price: 0.98 }, 'below'],
    [{ atl: null, ath: null, current_price: 9 }],
    [{ atl: -1, ath: 2, current_price: 0.5 }],
  )
})

test('cap.identity compares with price × circulating supply where all three are known', () => {
  expectFindings(
    capIdentity,
    {},
    [{ market_cap: 2_040_000 }],
    [{ market_cap: 2_050_000 }, 'above'],
    [{ market_cap: 1_950_000 }, 'below'],
    [{ market_cap: 0 }],
    [{ circulating_supply: 0 }],
    [{ current_price: null }],
    [{ market_cap: 1, current_price: 1e300, circulating_supply: 1e300 }, 'below'],
  )
})

test('supply.order finds each pair out of order; 0 is unknown', () => {
  const supplies = { circulating_supply: 100, total_supply: 100, max_supply: 100 } as const
  expectFindings(
    supplyOrder,
    {},
    [supplies],
    [{ ...supplies, circulating_supply: 100.1 }],
    [{ ...supplies, circulating_supply: 102 }, 'order', 'order'],
    [{ ...supplies, total_supply: 102 }, 'order'],
    [{ ...supplies, total_supply: 0, max_supply: 0 }],
    [{ ...supplies, total_supply: null, max_supply: null }],
  )
})

test('a tolerance of 0 is exact', () => {
  const exact = (rule: MarketRule): MarketRule => rule.configure?.({ tolerancePercent: 0 }) as MarketRule
  expectFindings(exact(rangeDay), {}, [{ high_24h: 2 }], [{ high_24h: 1.9999 }, 'above'])
  expectFindings(exact(rangeAllTime), {}, [{ ath: 2 }], [{ ath: 1.9999 }, 'above'])
  expectFindings(exact(capIdentity), {}, [{}], [{ market_cap: 2_000_001 }, 'above'])
  expectFindings(exact(supplyOrder), {}, [{}], [{ total_supply: 2_000_001 }, 'order'])
})
