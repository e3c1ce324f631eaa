import type { ApiRequest } from '@tamis/testkit'

export const RECORDS = 250

/** What the API answers when all is well: pages of tickers, each with the cursor of the next. */
export function api({ url }: Pick<ApiRequest, 'url'>): string {
  const limit = Number(url.searchParams.get('limit') ?? 100)
  const from = Number(url.searchParams.get('cursor') ?? 0)
  const numbers = Array.from({ length: Math.min(limit, RECORDS - from) }, (_, at) => from + at)
  const next = from + limit < RECORDS ? String(from + limit) : null
  return JSON.stringify({ tickers: numbers.map(ticker), next })
}

const KNOWN = [
  ['BTC', 116_000],
  ['ETH', 3800],
  ['SOL', 168],
  ['DOGE', 0.24],
] as const

/** The largest under their names, the rest numbered: one without a price, one without a volume. */
function ticker(n: number): object {
  const [base, price] = KNOWN[n] ?? [`C${n}`, 100 / n]
  const text = price.toFixed(8)
  return {
    market: `${base}-USD`,
    base,
    last: n === 7 ? '0.00000000' : text,
    high: text,
    low: text,
    quote_volume: n === 9 ? '0' : `${(RECORDS - n) * 1_000_000}.5`,
    last_trade_ms: Date.now() - n,
  }
}
