/** Return on investment as `/coins/markets` gives it: `percentage` is 100 x `times`. */
export interface Roi {
  readonly times: number
  readonly currency: string
  readonly percentage: number
}

/** One record of `/coins/markets`: its 26 fields, always present, in the order in which the API sends them. */
export interface MarketCoin {
  readonly id: string
  readonly symbol: string
  readonly name: string
  readonly image: string
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
  readonly ath_date: string | null
  readonly atl: number | null
  readonly atl_change_percentage: number | null
  readonly atl_date: string | null
  readonly roi: Roi | null
  readonly last_updated: string | null
}

/** A recorded coin: what the server needs to find and sort it, and `text`, its JSON exactly as in the file. */
export interface RawCoin {
  readonly id: string
  readonly symbol: string
  readonly name: string
  readonly market_cap: number | null
  readonly market_cap_rank: number | null
  readonly total_volume: number | null
  readonly text: string
}

/** A coin that the server can serve: rendered from its fields, or sent as recorded. */
export type ServedCoin = MarketCoin | RawCoin

export function isRaw(coin: ServedCoin): coin is RawCoin {
  return 'text' in coin
}
