import type { Dataset, Field } from '@tamis/core'
import * as v from 'valibot'

/** One market at one moment. Null is unknown, and never 0. Money is in the plan's currency. */
export interface Ticker {
  /** The API's name of the market: `BTC-USD`. The key. */
  readonly market: string
  readonly symbol: string
  readonly current_price: number | null
  readonly high_24h: number | null
  readonly low_24h: number | null
  readonly total_volume: number | null
  /** ISO 8601 UTC. */
  readonly last_updated: string | null
}

const amount = { type: 'real', unit: 'currency', nullable: true } as const
const FIELDS = {
  symbol: { type: 'text', nullable: false, slow: true, doc: 'What is bought and sold, in lower case.' },
  current_price: { ...amount, doc: 'Price of the last trade.' },
  high_24h: { ...amount, doc: 'Highest price of the last 24 hours.' },
  low_24h: { ...amount, doc: 'Lowest price of the last 24 hours.' },
  total_volume: { ...amount, doc: 'Traded in the last 24 hours.' },
  last_updated: { type: 'timestamp', nullable: true, doc: 'When the last trade was.' },
} as const satisfies Record<Exclude<keyof Ticker, 'market'>, Field>

// This API writes numbers as text, so that no digit is lost on the way.
const numeral = v.pipe(v.string(), v.regex(/^-?\d+(?:\.\d+)?$/, 'Expected digits'), v.transform(Number))
const money = v.nullish(numeral, null)
const name = v.pipe(v.string(), v.nonEmpty())

/** A ticker as the API sends it, to the record. */
const SCHEMA = v.pipe(
  v.object({
    market: name,
    base: name,
    last: money,
    high: money,
    low: money,
    quote_volume: money,
    last_trade_ms: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15)), null),
  }),
  v.transform((sent): Ticker => {
    const { last_trade_ms: traded } = sent
    return {
      market: sent.market,
      symbol: sent.base.toLowerCase(),
      current_price: sent.last,
      high_24h: sent.high,
      low_24h: sent.low,
      total_volume: sent.quote_volume,
      last_updated: traded === null ? null : new Date(traded).toISOString(),
    }
  }),
)

/** One row per market and batch. Raise `version` whenever the schema makes another record of the same candidate. */
export const tickers: Dataset<Ticker> = {
  name: 'north_star_tickers',
  version: 1,
  key: 'market',
  keyOf,
  fields: FIELDS,
  schema: SCHEMA,
  sourceKeys: ['market', 'base', 'last', 'high', 'low', 'quote_volume', 'last_trade_ms'],
}

function keyOf(candidate: unknown): string | null {
  if (typeof candidate !== 'object' || candidate === null) return null
  const { market } = candidate as { readonly market?: unknown }
  return typeof market === 'string' && market !== '' ? market : null
}
