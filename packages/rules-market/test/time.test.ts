import { expect, test } from 'vitest'
import { priceFrozen } from '../src/rules/price-frozen.ts'
import { priceStale } from '../src/rules/price-stale.ts'
import { timeFuture } from '../src/rules/time-future.ts'
import { expectFindings } from './support/expect-findings.ts'
import { coin, contextOf, HOUR, MINUTE, NOW } from './support/market.ts'

const at = (ms: number): { readonly last_updated: string } => ({ last_updated: new Date(ms).toISOString() })

test('price.stale counts from the moment the page was received', () => {
  expectFindings(priceStale, {}, [at(NOW - 24 * HOUR)], [at(NOW - 24 * HOUR - 1), 'stale'])
  expectFindings(priceStale, { extractedAt: NOW - HOUR }, [at(NOW - 24 * HOUR - 1)])
  expect(priceStale.check(coin(at(NOW - 36 * HOUR)), contextOf())).toMatchObject({
    message: 'The price is 36 h old',
  })
})

test('price.stale finds a price without a date, and leaves coins without a price to the zombie rules', () => {
  expectFindings(
    priceStale,
    {},
    [{ last_updated: null }, 'undated'],
    [{ last_updated: 'yesterday' }, 'undated'],
    [{ last_updated: null, current_price: null }],
    [{ ...at(NOW - 90 * HOUR), current_price: 0 }],
  )
})

test('price.stale takes another age from its owner', () => {
  const strict = priceStale.configure?.({ maximumAgeHours: 0.5 }) as typeof priceStale
  expectFindings(strict, {}, [at(NOW - 30 * MINUTE)], [at(NOW - 31 * MINUTE), 'stale'])
})

test('price.frozen is a price without a change over 24 hours', () => {
  expectFindings(
    priceFrozen,
    {},
    [{ price_change_percentage_24h: 0 }],
    [{ price_change_percentage_24h: null }, 'frozen'],
    [{ price_change_percentage_24h: null, last_updated: null }, 'frozen'],
    [{ price_change_percentage_24h: null, current_price: null }],
  )
})

test('time.future allows for a clock that is five minutes ahead', () => {
  expectFindings(timeFuture, {}, [at(NOW + 5 * MINUTE)], [at(NOW + 5 * MINUTE + 1), 'future'])
  expectFindings(timeFuture, {}, [{ last_updated: null }], [{ last_updated: 'tomorrow' }])
})
