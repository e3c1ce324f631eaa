import { describe, expect, test } from 'vitest'
import { generateMarket, type MarketCoin } from '../src/server.ts'

const observedAt = new Date('2026-11-22T05:00:00Z')
const whole = generateMarket({ size: 20_000, seed: 1, observedAt })

function share(test: (coin: MarketCoin) => boolean): number {
  return whole.filter(test).length / whole.length
}

function isZombie({ current_price, total_volume }: MarketCoin): boolean {
  return !((current_price ?? 0) > 0 && (total_volume ?? 0) > 0)
}

test('equal arguments give equal coins', () => {
  expect(generateMarket({ size: 500, seed: 7, observedAt })).toEqual(
    generateMarket({ size: 500, seed: 7, observedAt }),
  )
})

test('another seed gives another market', () => {
  const [one, other] = [1, 2].map((seed) => generateMarket({ size: 50, seed, observedAt }))
  expect(one).not.toEqual(other)
})

test('any size from nothing on has that many coins', () => {
  for (const size of [0, 1, 3, 19, 20, 101, 250])
    expect(generateMarket({ size, seed: 1, observedAt })).toHaveLength(size)
})

test('bitcoin, ethereum and tether come first, alive', () => {
  expect(whole.slice(0, 3).map((coin) => coin.id)).toEqual(['bitcoin', 'ethereum', 'tether'])
  expect(whole.slice(0, 3).some(isZombie)).toBe(false)
})

test('half a day moves nearly every live price by little, and keeps the ids', () => {
  const later = generateMarket({ size: 20_000, seed: 1, observedAt: new Date('2026-11-22T17:00:00Z') })
  const before = new Map(whole.map((coin) => [coin.id, coin]))
  const moved = later.filter(({ id, current_price: now }) => now && before.get(id)?.current_price !== now)
  expect(new Set(later.map((coin) => coin.id))).toEqual(new Set(before.keys()))
  expect(moved.length).toBeGreaterThan(10_000)
  for (const { id, current_price: now } of moved) {
    const then = before.get(id)?.current_price ?? 0
    expect(Math.abs(Math.log((now ?? 0) / then))).toBeLessThan(0.8)
  }
})

test('the 24 hour change is that between the prices of two days', () => {
  const [yesterday] = generateMarket({ size: 1, seed: 1, observedAt: new Date('2026-11-21T05:00:00Z') })
  const [today] = generateMarket({ size: 1, seed: 1, observedAt })
  const change = ((today?.current_price ?? 0) / (yesterday?.current_price ?? 1) - 1) * 100
  expect(today?.price_change_percentage_24h).toBeCloseTo(change, 1)
})

describe('a whole market is as odd as the measured one', () => {
  test('ids are unique, symbols are not', () => {
    expect(new Set(whole.map((coin) => coin.id)).size).toBe(whole.length)
    expect(new Set(whole.map((coin) => coin.symbol)).size).toBeLessThan(0.8 * whole.length)
  })

  test.each([
    ['zombies', isZombie, 0.09, 0.13],
    ['no rank', (coin: MarketCoin) => coin.market_cap_rank === null, 0.4, 0.46],
    ['a market cap of 0', (coin: MarketCoin) => coin.market_cap === 0, 0.3, 0.38],
    ['previews', (coin: MarketCoin) => coin.market_cap === null && coin.current_price === null, 0.07, 0.1],
    [
      'a price but no 24 hour change',
      (c: MarketCoin) => c.current_price !== null && c.price_change_percentage_24h === null,
      0.08,
      0.13,
    ],
    [
      'a price of 0 beside volume',
      (c: MarketCoin) => c.current_price === 0 && (c.total_volume ?? 0) > 0,
      1e-4,
      2e-3,
    ],
    ['an empty symbol', (coin: MarketCoin) => coin.symbol === '', 1e-5, 1e-3],
    ['a negative all-time low', (coin: MarketCoin) => (coin.atl ?? 0) < 0, 1e-5, 1e-3],
    ['an roi', (coin: MarketCoin) => coin.roi !== null, 0.005, 0.03],
  ])('%s', (_, test, least, most) => {
    expect(share(test)).toBeGreaterThan(least)
    expect(share(test)).toBeLessThan(most)
  })

  test('a tokenised fund worth billions is ranked and has no volume', () => {
    const fund = whole.find((coin) => coin.id.endsWith('liquidity-fund'))
    expect(fund).toMatchObject({ total_volume: 0, market_cap_rank: expect.any(Number) })
    expect(fund?.market_cap).toBeGreaterThan(2e9)
  })

  test('ids that need encoding are there', () => {
    const ids = whole.map((coin) => coin.id)
    expect(ids).toEqual(
      expect.arrayContaining(['_', '-6', '-10', '1move token', 'boringdao-[old]', 'hive_dollar']),
    )
  })

  test('one fully diluted valuation has 49 digits', () => {
    expect(whole.filter((coin) => (coin.fully_diluted_valuation ?? 0) > 1e48)).toHaveLength(1)
  })

  test('live coins were updated minutes before, stale ones more than a day', () => {
    for (const coin of whole) {
      if (coin.last_updated === null) continue
      const age = observedAt.getTime() - Date.parse(coin.last_updated)
      if (coin.price_change_percentage_24h === null) expect(age).toBeGreaterThan(24 * 3_600_000)
      else expect(age).toBeLessThan(10 * 60_000)
    }
  })
})

test('twenty coins are enough for each way to fail the zombie rules', () => {
  const coins = generateMarket({ size: 20, seed: 3, observedAt })
  const ways = coins
    .filter(isZombie)
    .map((coin) => `${coin.current_price && 'priced'}/${coin.total_volume && 'traded'}`)
  expect(new Set(ways)).toEqual(new Set(['null/null', 'null/0', 'priced/0', '0/traded']))
})
