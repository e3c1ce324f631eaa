import type { ServedCoin } from './coin.ts'
import { generator } from './random.ts'

/** The coins of the server, in the order of their market caps as given. */
export interface Market {
  readonly coins: readonly ServedCoin[]
  readonly byId: ReadonlyMap<string, ServedCoin>
  /** The order of ranked pages, which drifts. */
  readonly order: ServedCoin[]
  /** Moves coins in `order`, as the real market does between two pages. */
  drift(): void
}

/** Coins that never move, so that a drifting market keeps its anchors. */
const ANCHORED = 3
/** How far a coin with a market cap moves, in ranks; the tied tail has no order to keep. */
const REACH = 25

/** @param drift share of the coins that trade places between two ranked pages, 0 to 1 */
export function createMarket(coins: readonly ServedCoin[], drift: number, seed: number): Market {
  const order = [...coins]
  const random = generator(seed)
  const tied = order.findIndex((coin) => !coin.market_cap)
  const tail = tied === -1 ? order.length : Math.max(ANCHORED, tied)
  const pick = (from: number, to: number): number => from + Math.floor(random() * (to - from))
  const swap = (left: number, right: number): void => {
    const [a, b] = [order[left], order[right]]
    if (a !== undefined && b !== undefined) [order[left], order[right]] = [b, a]
  }
  return {
    coins,
    byId: new Map(coins.map((coin) => [coin.id, coin])),
    order,
    drift() {
      if (drift === 0 || order.length <= ANCHORED) return
      for (let swaps = Math.ceil((order.length * drift) / 2); swaps > 0; swaps--) {
        const one = pick(ANCHORED, order.length)
        const [from, to] =
          one < tail
            ? [Math.max(ANCHORED, one - REACH), Math.min(tail, one + REACH + 1)]
            : [tail, order.length]
        swap(one, pick(from, to))
      }
    },
  }
}
