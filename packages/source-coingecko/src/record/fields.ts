import type { Field } from '@tamis/core'

/** Fields of `crypto_markets` in the order of their columns, named as the API names them. */
export const FIELDS = {
  symbol: text('Ticker as the API has it; shared by many coins, sometimes empty.'),
  name: text('Name of the coin at that moment.', { slow: true }),
  image: text('Address of the logo.', { unit: 'url', slow: true }),
  current_price: real('currency', 'Price, averaged by volume over the exchanges that CoinGecko watches.'),
  market_cap: real('currency', 'Price times circulating supply; 0 where the supply is not verified.'),
  market_cap_rank: integer('rank', 'Rank by market cap; lags, repeats, and is missing for many coins.'),
  fully_diluted_valuation: real('currency', 'Price times the supply there will be.'),
  total_volume: real('currency', 'Traded in the last 24 hours.'),
  high_24h: real('currency', 'Highest price of the last 24 hours.'),
  low_24h: real('currency', 'Lowest price of the last 24 hours.'),
  price_change_24h: real('currency', 'Change of the price in 24 hours.'),
  price_change_percentage_24h: real('percent', 'The same, in per cent.'),
  market_cap_change_24h: real('currency', 'Change of the market cap in 24 hours.'),
  market_cap_change_percentage_24h: real('percent', 'The same, in per cent.'),
  circulating_supply: real('coins', 'Coins in circulation.'),
  total_supply: real('coins', 'Coins that exist.'),
  max_supply: real('coins', 'Coins that can ever exist.'),
  ath: real('currency', 'Highest price ever; restated by the vendor now and then.'),
  ath_change_percentage: real('percent', 'Price against the highest price ever.'),
  ath_date: timestamp('When the highest price was reached.'),
  atl: real('currency', 'Lowest price ever.'),
  atl_change_percentage: real('percent', 'Price against the lowest price ever.'),
  atl_date: timestamp('When the lowest price was reached.'),
  last_updated: timestamp('When the vendor last updated the coin; null for coins that were never priced.'),
  roi_times: real('ratio', 'Return since the initial offering, as a multiple.'),
  roi_currency: text('Currency of the initial offering: usd, eth, btc.'),
  roi_percentage: real('percent', 'Return since the initial offering.'),
  price_change_percentage_1h_in_currency: change('1 hour'),
  price_change_percentage_24h_in_currency: change('24 hours'),
  price_change_percentage_7d_in_currency: change('7 days'),
  price_change_percentage_14d_in_currency: change('14 days'),
  price_change_percentage_30d_in_currency: change('30 days'),
  price_change_percentage_200d_in_currency: change('200 days'),
  price_change_percentage_1y_in_currency: change('1 year'),
  market_cap_rank_with_rehypothecated: integer(
    'rank',
    'Rank among wrapped, staked and bridged coins too; when asked for.',
  ),
  sparkline_in_7d: {
    type: 'json',
    unit: 'currency',
    nullable: true,
    doc: 'Prices of the last 7 days as the API sends them, {"price":[…]}; when asked for.',
  },
} as const satisfies Readonly<Record<string, Field>>

function text<const O extends Partial<Field>>(doc: string, options?: O) {
  return { type: 'text', nullable: true, doc, ...(options ?? ({} as O)) } as const
}

function real<const U extends NonNullable<Field['unit']>>(unit: U, doc: string) {
  return { type: 'real', unit, nullable: true, doc } as const
}

function integer(unit: 'rank', doc: string) {
  return { type: 'integer', unit, nullable: true, doc } as const
}

function timestamp(doc: string) {
  return { type: 'timestamp', nullable: true, doc } as const
}

function change(span: string) {
  return real('percent', `Change of the price over ${span}; when asked for.`)
}

/** Top-level names that the API sends for each coin. */
export const SOURCE_KEYS: readonly string[] = [
  'id',
  ...Object.keys(FIELDS).slice(0, 23),
  'roi',
  'last_updated',
]
