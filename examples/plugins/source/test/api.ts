import type { ApiRequest } from '@tamis/testkit'

const MARKETS = 250

/** What the API answers when all is well: pages of tickers, each with the cursor of the next. */
export function api({ url }: Pick<ApiRequest, 'url'>): string {
  const limit = Number(url.searchParams.get('limit') ?? 100)
  const from = Number(url.searchParams.get('cursor') ?? 0)
  const numbers = Array.from({ length: Math.min(limit, MARKETS - from) }, (_, at) => from + at)
  const next = from + limit < MARKETS ? String(from + limit) : null
  return JSON.stringify({ tickers: numbers.map(ticker), next })
}

function ticker(n: number): object {
  const price = (64_000 / (n + 1)).toFixed(8)
  const [last, quote_volume] = [n === 7 ? '0.00000000' : price, n === 9 ? '0' : `${(n + 1) * 1000}.5`]
  const [market, base] = [`C${n}-USD`, `C${n}`]
  return { market, base, last, high: price, low: price, quote_volume, last_trade_ms: 1_795_323_600_000 + n }
}
