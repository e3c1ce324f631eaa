import { expect, test } from 'vitest'
import { priceMissing } from '../src/rules/price-missing.ts'
import { priceZero } from '../src/rules/price-zero.ts'
import { volumeMissing } from '../src/rules/volume-missing.ts'
import { volumeZero } from '../src/rules/volume-zero.ts'
import { expectFindings } from './support/expect-findings.ts'
import { coin, contextOf } from './support/market.ts'

test('a zombie is a coin without price or volume, each for its own reason', () => {
  expectFindings(priceMissing, {}, [{}], [{ current_price: 0 }], [{ current_price: null }, 'missing'])
  expectFindings(
    priceZero,
    {},
    [{ current_price: null }],
    [{ current_price: 1e-18 }],
    [{ current_price: 0 }, 'zero'],
  )
  expectFindings(volumeMissing, {}, [{}], [{ total_volume: 0 }], [{ total_volume: null }, 'missing'])
  expectFindings(
    volumeZero,
    {},
    [{ total_volume: null }],
    [{ total_volume: 0.01 }],
    [{ total_volume: 0 }, 'zero'],
  )
})

test('a negative 0 is 0, and its evidence too', () => {
  expect(priceZero.check(coin({ current_price: -0 }), contextOf())).toMatchObject({ code: 'zero' })
})

test('a market cap of 0 is no zombie: it means that the supply is not verified', () => {
  for (const rule of [priceMissing, priceZero, volumeMissing, volumeZero]) {
    expectFindings(rule, {}, [{ market_cap: 0 }], [{ market_cap: null, market_cap_rank: null }])
  }
})

test('the finding says how large the coin is that is kept out', () => {
  const fund = coin({ total_volume: 0, market_cap: 2_611_946_470, market_cap_rank: 52 })
  expect(volumeZero.check(fund, contextOf())).toEqual({
    code: 'zero',
    message: 'Volume is 0; market cap 2.61B usd, rank 52',
    path: 'total_volume',
    expected: '> 0',
    received: { total_volume: 0, market_cap: 2_611_946_470, market_cap_rank: 52 },
  })
  const preview = coin({ current_price: null, market_cap: null, market_cap_rank: null })
  expect(priceMissing.check(preview, contextOf())).toMatchObject({
    message: 'Price is missing; market cap unknown, no rank',
    received: { current_price: null, market_cap: null, market_cap_rank: null },
  })
})
