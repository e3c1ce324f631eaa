import type { MarketCoin, Roi } from './coin.ts'
import { halfPriced, preview, underflown, unpriced } from './lifeless.ts'
import { walk } from './price-walk.ts'
import type { Profile } from './profile.ts'
import { chance } from './random.ts'
import { exact, money, percent } from './rounding.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A stale coin stops once in every period of this length, and stays as it was until the next. */
const STALE_PERIOD = 200 * DAY

/** The record of a coin at an instant (ms), in USD, without its rank, which only the whole market gives. */
export function observe(profile: Profile, at: number): MarketCoin {
  const fresh = at - Math.floor(chance(profile.seed, 20) * 4 * MINUTE)
  switch (profile.condition) {
    case 'preview':
      return preview(profile)
    case 'unpriced':
      return unpriced(profile)
    case 'half-priced':
      return halfPriced(profile, stoppedAt(profile.seed, at))
    case 'underflow':
      return underflown(profile, fresh)
    case 'stale':
      return { ...priced(profile, stoppedAt(profile.seed, at)), ...UNMOVED }
    case 'quiet':
      return { ...priced(profile, fresh), total_volume: 0 }
    case 'alive':
      return isResting(profile, at) ? { ...priced(profile, fresh), total_volume: 0 } : priced(profile, fresh)
    default:
      return profile.condition satisfies never
  }
}

const UNMOVED = {
  high_24h: null,
  low_24h: null,
  price_change_24h: null,
  price_change_percentage_24h: null,
  market_cap_change_24h: null,
  market_cap_change_percentage_24h: null,
} as const

function priced(profile: Profile, seen: number): MarketCoin {
  const { seed } = profile
  const price = priceAt(profile, seen)
  const dayAgo = priceAt(profile, seen - DAY)
  const day = [0, 4, 8, 12, 16, 20, 24].map((hours) => priceAt(profile, seen - hours * HOUR))
  const circulating = profile.cap / profile.price
  return {
    ...preview(profile),
    current_price: money(price),
    market_cap: money(circulating * price),
    fully_diluted_valuation: valuation(profile, price),
    total_volume: money(profile.volume * (0.6 + walk(seed ^ 1, seen, 4) / 2)),
    high_24h: money(Math.max(...day)),
    low_24h: money(Math.min(...day)),
    price_change_24h: exact(price - dayAgo),
    price_change_percentage_24h: percent(price, dayAgo),
    market_cap_change_24h: exact(circulating * (price - dayAgo)),
    market_cap_change_percentage_24h: circulating === 0 ? 0 : percent(price, dayAgo),
    circulating_supply: chance(seed, 21) < 0.5 ? Math.round(circulating) : circulating,
    ...extremes(profile, price, seen),
    roi: roiOf(seed),
    last_updated: new Date(seen).toISOString(),
  }
}

function priceAt(profile: Profile, at: number): number {
  return profile.price * walk(profile.seed, at, profile.volatility)
}

/** Some coins trade nothing for half a day now and then, so that successive batches differ in their zombies. */
function isResting({ seed, index, identity }: Profile, at: number): boolean {
  return (
    index >= 100 && identity.nature === undefined && chance(seed, 22, Math.floor(at / (12 * HOUR))) < 0.003
  )
}

/** The last instant, more than a day before `at`, at which a stopped coin was updated. */
function stoppedAt(seed: number, at: number): number {
  const offset = Math.floor(chance(seed, 23) * STALE_PERIOD)
  return Math.floor((at - 25 * HOUR - offset) / STALE_PERIOD) * STALE_PERIOD + offset
}

function extremes(profile: Profile, price: number, seen: number) {
  const { seed } = profile
  const usualLow = profile.negativeLow ? -0.00012 : profile.price * 0.6 * chance(seed, 28)
  const ath = Math.max(profile.price * (0.6 + 10 ** (2.5 * chance(seed, 27) ** 2)), price)
  const atl = Math.min(usualLow, price)
  const now = new Date(seen).toISOString()
  return {
    ath: money(ath),
    ath_change_percentage: percent(price, ath),
    ath_date: ath === price ? now : pastDate(seed, 29),
    atl: money(atl),
    atl_change_percentage: percent(price, atl),
    atl_date: atl === price ? now : pastDate(seed, 30),
  }
}

/** An instant between 2018 and mid-2025. */
function pastDate(seed: number, salt: number): string {
  return new Date(Date.UTC(2018, 0, 1) + Math.floor(chance(seed, salt) * 7.5 * 365 * DAY)).toISOString()
}

function valuation({ totalSupply, seed, cap, price: base }: Profile, price: number): number | null {
  if (totalSupply !== null) return money(totalSupply * price)
  return cap === 0 || chance(seed, 31) < 0.5 ? null : money((cap / base) * price)
}

function roiOf(seed: number): Roi | null {
  if (chance(seed, 32) >= 0.0127) return null
  const times = exact(-1 + 60 * chance(seed, 33) ** 3)
  const currency = ['usd', 'usd', 'usd', 'eth', 'btc'][Math.floor(chance(seed, 34) * 5)] ?? 'usd'
  return { times, currency, percentage: times * 100 }
}
