import type { BatchView, Gate, Rule } from '@tamis/core'

/**
 * What the rules here read of a record: fields of `crypto_markets`, named as the API names them. Any dataset with some of
 * these fields can be judged: what it does not have, no rule objects to. Null is unknown, and never 0. Money is in the
 * plan's currency, supplies are in coins.
 */
export interface MarketRecord {
  readonly coin_id: string
  readonly symbol: string | null
  readonly name: string | null
  readonly current_price: number | null
  readonly market_cap: number | null
  readonly market_cap_rank: number | null
  readonly fully_diluted_valuation: number | null
  readonly total_volume: number | null
  readonly high_24h: number | null
  readonly low_24h: number | null
  readonly price_change_24h: number | null
  readonly price_change_percentage_24h: number | null
  readonly market_cap_change_24h: number | null
  readonly market_cap_change_percentage_24h: number | null
  readonly circulating_supply: number | null
  readonly total_supply: number | null
  readonly max_supply: number | null
  readonly ath: number | null
  readonly ath_change_percentage: number | null
  readonly atl: number | null
  readonly atl_change_percentage: number | null
  /** ISO 8601 UTC. */
  readonly last_updated: string | null
}

export type MarketRule = Rule<MarketRecord>
export type MarketGate = Gate<MarketRecord>

export type NumberField = {
  [Name in keyof MarketRecord]: MarketRecord[Name] extends number | null ? Name : never
}[keyof MarketRecord]

export function isNegative(value: number | null): boolean {
  return value !== null && value < 0
}

/** A number that can be divided by and compared: known, finite, above 0. */
export function isPositive(value: number | null): value is number {
  return value !== null && value > 0 && Number.isFinite(value)
}

/** A coin of a batch, whether it passes or rules keep it out. */
export function coinOf({ records, kept }: BatchView<MarketRecord>, coin: string): MarketRecord | undefined {
  const isIt = ({ coin_id }: MarketRecord): boolean => coin_id === coin
  return records.find(isIt) ?? kept.find(isIt)
}
