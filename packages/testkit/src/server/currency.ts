import type { MarketCoin } from './coin.ts'

/** Units of a currency for one US dollar, fixed. */
const RATES: Readonly<Record<string, number>> = {
  usd: 1,
  eur: 0.92,
  gbp: 0.79,
  jpy: 150,
  chf: 0.88,
  cny: 7.2,
  inr: 84,
  krw: 1380,
  brl: 5.5,
  cad: 1.38,
  aud: 1.52,
  myr: 4.4,
  btc: 1 / 116_000,
  eth: 1 / 3800,
  sats: 1e8 / 116_000,
}

const AMOUNTS = [
  'current_price',
  'market_cap',
  'fully_diluted_valuation',
  'total_volume',
  'high_24h',
  'low_24h',
  'price_change_24h',
  'market_cap_change_24h',
  'ath',
  'atl',
] as const satisfies readonly (keyof MarketCoin)[]

const PRICES = ['current_price', 'high_24h', 'low_24h', 'ath', 'atl'] as const

export function isCurrency(currency: string): boolean {
  return Object.hasOwn(RATES, currency)
}

/** A coin seen in USD, in another currency. */
export function convert(coin: MarketCoin, currency: string): MarketCoin {
  const rate = RATES[currency] ?? 1
  return rate === 1 ? coin : mapAmounts(coin, AMOUNTS, (amount) => Number((amount * rate).toPrecision(12)))
}

/** Prices rounded to a number of decimals, as the parameter `precision` asks. */
export function toPrecision(coin: MarketCoin, precision: string): MarketCoin {
  return precision === 'full'
    ? coin
    : mapAmounts(coin, PRICES, (price) => Number(price.toFixed(Number(precision))))
}

function mapAmounts(
  coin: MarketCoin,
  fields: readonly (typeof AMOUNTS)[number][],
  change: (amount: number) => number,
): MarketCoin {
  const changed: Partial<Record<(typeof AMOUNTS)[number], number | null>> = {}
  for (const field of fields) changed[field] = coin[field] === null ? null : change(coin[field])
  return { ...coin, ...changed }
}
