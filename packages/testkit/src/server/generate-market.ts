import type { MarketCoin } from './coin.ts'
import { observe } from './observe.ts'
import { profileOf } from './profile.ts'
import { chance, hashText } from './random.ts'

export interface MarketShape {
  /** Number of coins, 0 or more. */
  readonly size: number
  /** Equal seeds and sizes give the same coins at any time. */
  readonly seed: number
  /** The instant that the market is seen at; prices of one seed are a walk along it. */
  readonly observedAt: Date
}

/**
 * A market like the real one, in its order: market cap first, then the tied tail by id. About a tenth are zombies,
 * a tenth are stale, two fifths have no rank, a third has a market cap of 0. Pure: equal arguments, equal coins.
 */
export function generateMarket({ size, seed, observedAt }: MarketShape): MarketCoin[] {
  const at = observedAt.getTime()
  const profiles = Array.from({ length: size }, (_, index) => profileOf(index, size, seed))
  const ranked = profiles.filter((profile) => profile.ranked).map((profile) => observe(profile, at))
  const others = profiles.filter((profile) => !profile.ranked).map((profile) => observe(profile, at))
  const order = [...ranked.sort(byMarketCap).map((coin, at) => withRank(coin, at, seed)), ...others]
  return order.sort(byMarketCap)
}

function byMarketCap(left: MarketCoin, right: MarketCoin): number {
  return (right.market_cap ?? 0) - (left.market_cap ?? 0) || (left.id < right.id ? -1 : 1)
}

/** Ranks lag behind the order, so a few coins share one. */
function withRank(coin: MarketCoin, position: number, seed: number): MarketCoin {
  const lags = position >= 12 && chance(seed, hashText(coin.id), 40) < 0.01
  return { ...coin, market_cap_rank: lags ? position : position + 1 }
}
