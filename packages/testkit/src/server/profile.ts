import { FUND, HEAD, type Identity, ODDITIES, ordinary } from './identity.ts'
import { chance, hashText } from './random.ts'

/** What state a coin is in. All but `alive` and `stale` fail the zombie rules. */
type Condition = 'alive' | 'stale' | 'quiet' | 'preview' | 'unpriced' | 'half-priced' | 'underflow'

/** Everything about a coin that time does not change. */
export interface Profile {
  readonly identity: Identity
  /** Seed of the coin's own draws. */
  readonly seed: number
  readonly index: number
  readonly condition: Condition
  readonly ranked: boolean
  /** USD; a cap of 0 is a coin whose circulating supply nobody knows. */
  readonly price: number
  readonly cap: number
  readonly volume: number
  readonly volatility: number
  readonly totalSupply: number | null
  readonly maxSupply: number | null
  readonly negativeLow: boolean
}

/** From these shares of the market on, coins have no rank, and no market cap (its circulating supply is unknown). */
const UNRANKED = 0.57
const UNCAPPED = 0.573
/** From this size on a market has at least one coin of every condition. */
const VARIED = 20
/** The last coins of a varied market, from its end. */
const LAST: readonly Condition[] = [
  'preview',
  'quiet',
  'underflow',
  'half-priced',
  'stale',
  'alive',
  'alive',
  'unpriced',
]

/** USD, 49 digits: one coin of every varied market has this fully diluted valuation. */
const GIANT_VALUATION = 4.206899e48

/** The profile of one coin of a market of `size`. */
export function profileOf(index: number, size: number, marketSeed: number): Profile {
  const identity = identityOf(index, size, marketSeed)
  const seed = hashText(identity.id, marketSeed)
  const share = index / size
  const last = size >= VARIED ? size - 1 - index : Number.POSITIVE_INFINITY
  const cap = share < UNCAPPED ? (identity.cap ?? capOf(index, seed)) : 0
  const price = identity.price ?? priceOf(seed, share)
  const totalSupply = last === 5 ? GIANT_VALUATION / price : supplyOf(seed, cap, price)
  return {
    identity,
    seed,
    index,
    condition: LAST[last] ?? conditionOf(identity, index, share, chance(seed, 1)),
    ranked: share < UNRANKED,
    price,
    cap,
    volume: cap > 0 ? cap * 10 ** (-3.2 + 2.4 * chance(seed, 2)) : 10 ** (-2 + 7 * chance(seed, 2)),
    volatility: volatilityOf(identity, seed),
    totalSupply,
    maxSupply: chance(seed, 4) < 0.27 ? null : totalSupply,
    negativeLow: last === 6 || chance(seed, 5) < 0.0003,
  }
}

function identityOf(index: number, size: number, marketSeed: number): Identity {
  const head = HEAD[index]
  if (head) return head
  if (size >= VARIED && index === Math.min(51, Math.floor(size / 2))) return FUND
  if (size >= 100) {
    const odd = ODDITIES.find((_, at) => index === Math.floor(size * (0.2 + (0.75 * at) / ODDITIES.length)))
    if (odd) return odd
  }
  const identity = ordinary(index)
  return chance(marketSeed, index, 6) < 0.0002 ? { ...identity, symbol: '' } : identity
}

function conditionOf(identity: Identity, index: number, share: number, draw: number): Condition {
  if (identity.nature === 'fund') return 'quiet'
  if (identity.nature !== undefined) return 'alive'
  if (share < UNRANKED) {
    const quiet = index < 300 ? 0.02 : 0.007
    return pick(draw, [quiet, 'quiet'], [quiet + 0.005 + 0.06 * share, 'stale'])
  }
  if (share < UNCAPPED) return pick(draw, [0.03, 'quiet'], [0.24, 'stale'])
  return pick(
    draw,
    [0.195, 'preview'],
    [0.201, 'unpriced'],
    [0.207, 'half-priced'],
    [0.2082, 'underflow'],
    [0.238, 'quiet'],
    [0.448, 'stale'],
  )
}

function pick(draw: number, ...bounds: readonly (readonly [number, Condition])[]): Condition {
  return bounds.find(([bound]) => draw < bound)?.[1] ?? 'alive'
}

/** A power law fitted to the real market: 2.6 bn at rank 52, 175 M at 250, 0.2 M at 12,000. */
function capOf(index: number, seed: number): number {
  return 2.3e12 * (index + 1) ** -1.717 * (0.9 + 0.2 * chance(seed, 7))
}

function priceOf(seed: number, share: number): number {
  const draw = chance(seed, 8)
  if (draw < 0.03) return 1
  if (share > UNRANKED && draw > 0.985) return 10 ** (-17 + 6 * chance(seed, 9))
  return 10 ** (-6 + 8.5 * chance(seed, 9))
}

function supplyOf(seed: number, cap: number, price: number): number | null {
  const draw = chance(seed, 10)
  if (draw < 0.045) return null
  const round = 10 ** Math.floor(6 + 8 * chance(seed, 11))
  if (cap === 0) return round
  const circulating = cap / price
  if (draw < 0.3) return circulating
  const unit = 10 ** Math.floor(Math.log10(circulating))
  return Math.ceil((circulating / unit) * (1 + chance(seed, 11))) * unit
}

function volatilityOf({ nature }: Identity, seed: number): number {
  if (nature === 'pegged' || nature === 'fund') return 0.004
  return nature === 'steady' ? 0.7 : 0.5 + 2 * chance(seed, 12)
}
