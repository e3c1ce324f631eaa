import type { MarketCoin } from './coin.ts'
import type { Profile } from './profile.ts'
import { chance } from './random.ts'
import { money } from './rounding.ts'

const NOTHING_KNOWN = {
  current_price: null,
  market_cap: null,
  market_cap_rank: null,
  fully_diluted_valuation: null,
  total_volume: null,
  high_24h: null,
  low_24h: null,
  price_change_24h: null,
  price_change_percentage_24h: null,
  market_cap_change_24h: null,
  market_cap_change_percentage_24h: null,
  circulating_supply: null,
  total_supply: null,
  max_supply: null,
  ath: null,
  // Dead coins really have no all-time high and a distance of 0.0 to it.
  ath_change_percentage: 0,
  ath_date: null,
  atl: null,
  atl_change_percentage: 0,
  atl_date: null,
  roi: null,
  last_updated: null,
} as const

const NO_CAP = { market_cap: 0, market_cap_change_24h: 0, market_cap_change_percentage_24h: 0 } as const

/** A preview: listed, never priced. Every other record starts from it, which also fixes the order of fields. */
export function preview({ identity, seed, totalSupply, maxSupply }: Profile): MarketCoin {
  const number = 1 + Math.floor(chance(seed, 24) * 70_000)
  const url = `https://coin-images.coingecko.com/coins/images/${number}/large/coin.png?1700${String(number).padStart(6, '0')}`
  return {
    id: identity.id,
    symbol: identity.symbol,
    name: identity.name,
    image: chance(seed, 25) < 0.004 ? 'missing_large.png' : url,
    ...NOTHING_KNOWN,
    total_supply: totalSupply,
    max_supply: maxSupply,
  }
}

/** A listed coin that has neither price nor volume. */
export function unpriced(profile: Profile): MarketCoin {
  return { ...preview(profile), ...NO_CAP, circulating_supply: 0 }
}

/** A coin without a price whose volume is a plain zero, last touched at `seen` (ms). */
export function halfPriced(profile: Profile, seen: number): MarketCoin {
  const high = { ath: money(profile.price * 8), ath_date: '2021-11-10T15:08:43.491Z' }
  const low = { atl: money(profile.price / 8), atl_date: '2020-06-28T00:00:00.000Z' }
  const last_updated = new Date(seen).toISOString()
  return { ...unpriced(profile), total_volume: 0, ...high, ...low, last_updated }
}

/** A price below the smallest that the API keeps: it says 0.0, though the coin is traded. */
export function underflown(profile: Profile, seen: number): MarketCoin {
  return {
    ...unpriced(profile),
    current_price: 0,
    fully_diluted_valuation: 168_098,
    total_volume: money(10 + 240_000 * chance(profile.seed, 26)),
    high_24h: 0,
    low_24h: 0,
    price_change_24h: 0,
    price_change_percentage_24h: 3.11043,
    total_supply: 8.435000000000001e23,
    max_supply: 1e25,
    ath: 1.05e-16,
    ath_change_percentage: -99.8102,
    ath_date: '2021-12-30T21:13:46.470Z',
    atl: 0,
    atl_change_percentage: 1433.94054,
    atl_date: '2025-04-02T16:35:40.930Z',
    last_updated: new Date(seen).toISOString(),
  }
}
