import { isRaw, type ServedCoin } from './coin.ts'
import { convert, isCurrency, toPrecision } from './currency.ts'
import type { Answer } from './envelopes.ts'
import { coinText } from './lexeme.ts'
import type { Market } from './market.ts'
import { type OptionalFields, WINDOWS, type Window, withOptional } from './optional-fields.ts'
import { BadParameter, count, flag, list, oneOf, type Query } from './query.ts'
import { chance, hashText } from './random.ts'

const ORDERS = [
  'market_cap_desc',
  'market_cap_asc',
  'volume_desc',
  'volume_asc',
  'id_asc',
  'id_desc',
] as const
type Order = (typeof ORDERS)[number]
const CATEGORIES = [
  'layer-1',
  'stablecoins',
  'decentralized-finance-defi',
  'meme-token',
  'real-world-assets-rwa',
]
const PRECISIONS = ['full', ...Array.from({ length: 19 }, (_, digits) => String(digits))]
const MAX_IDS = 250
const MAX_SYMBOLS = 50

/**
 * `/coins/markets`. Ranked pages drift after each; answers by ids, names or symbols do not.
 * @throws BadParameter for what the API refuses
 */
export function marketsAnswer(market: Market, query: Query): Answer {
  const render = renderer(query)
  const order = oneOf(query, 'order', ORDERS, 'market_cap_desc')
  const perPage = count(query, 'per_page', 100, 250)
  const start = (count(query, 'page', 1, Number.MAX_SAFE_INTEGER) - 1) * perPage
  const selected = select(market, query)
  const coins = sorted(selected ?? market.order, order).slice(start, start + perPage)
  const body = `[${coins.map(render).join(',')}]`
  if (selected === undefined) market.drift()
  return { status: 200, body }
}

/** How a coin becomes text under the currency, precision and optional fields of a query. */
function renderer(query: Query): (coin: ServedCoin) => string {
  const currency = query.vs_currency ?? ''
  if (currency === '') throw new BadParameter('Missing parameter vs_currency')
  if (!isCurrency(currency)) throw new BadParameter('invalid vs_currency')
  const precision = oneOf(query, 'precision', PRECISIONS, 'full')
  const optional: OptionalFields = {
    windows: list(query, 'price_change_percentage').filter((name): name is Window =>
      Object.hasOwn(WINDOWS, name),
    ),
    sparkline: flag(query, 'sparkline'),
    rehypothecated: flag(query, 'include_rehypothecated'),
  }
  return (coin) =>
    withOptional(
      isRaw(coin) ? coin.text : coinText(toPrecision(convert(coin, currency), precision)),
      coin,
      optional,
    )
}

/** The coins that a query names, by the first of category, ids, names and symbols; undefined for the whole market. */
function select(market: Market, query: Query): readonly ServedCoin[] | undefined {
  if (query.category) return byCategory(market, query.category)
  const ids = list(query, 'ids')
  if (ids.length > MAX_IDS) throw new BadParameter(`ids exceeds the limit of ${MAX_IDS}`)
  if (ids.length > 0) {
    const asked = new Set(ids)
    return market.coins.filter((coin) => asked.has(coin.id))
  }
  const names = new Set(list(query, 'names').map((name) => name.toLowerCase()))
  if (names.size > 0) return market.coins.filter((coin) => names.has(coin.name.toLowerCase()))
  const symbols = new Set(list(query, 'symbols').map((symbol) => symbol.toLowerCase()))
  return symbols.size > 0 ? bySymbol(market, symbols, query) : undefined
}

function byCategory(market: Market, category: string): readonly ServedCoin[] {
  const at = CATEGORIES.indexOf(category)
  if (at === -1) throw new BadParameter('category not found', 404)
  return market.coins.filter(
    (coin) => Math.floor(chance(hashText(coin.id), 50) * 2 * CATEGORIES.length) === at,
  )
}

function bySymbol(market: Market, symbols: ReadonlySet<string>, query: Query): readonly ServedCoin[] {
  const found = market.coins.filter((coin) => symbols.has(coin.symbol.toLowerCase()))
  if (oneOf(query, 'include_tokens', ['top', 'all'], 'top') === 'all') {
    if (symbols.size > MAX_SYMBOLS) throw new BadParameter(`symbols exceeds the limit of ${MAX_SYMBOLS}`)
    return found
  }
  const first = new Map<string, ServedCoin>()
  for (const coin of found) if (!first.has(coin.symbol)) first.set(coin.symbol, coin)
  return [...first.values()]
}

function sorted(coins: readonly ServedCoin[], order: Order): readonly ServedCoin[] {
  if (order === 'market_cap_desc') return coins
  const sign = order.endsWith('_asc') ? 1 : -1
  const compare = (left: ServedCoin, right: ServedCoin): number => {
    if (order.startsWith('id')) return left.id < right.id ? -1 : 1
    const field = order.startsWith('volume') ? 'total_volume' : 'market_cap'
    return (left[field] ?? 0) - (right[field] ?? 0)
  }
  return coins.toSorted((left, right) => sign * compare(left, right))
}
