import type { MarketCoin } from '@tamis/testkit/server'
import Database from 'better-sqlite3'
import type { Peer } from './peers.ts'

type Row = Readonly<Record<string, string | number | null>>

const EXACT = [
  'symbol',
  'name',
  'current_price',
  'market_cap',
  'total_volume',
  'circulating_supply',
  'ath',
] as const

/**
 * Holds what a peer left in its database against the market that was served: every coin once, with its values; only those
 * without price or volume may have been put aside instead, and all of them, if any.
 *
 * @throws Error naming what differs
 */
export function verify(peer: Peer, path: string, market: readonly MarketCoin[]): void {
  const db = new Database(path, { readonly: true })
  const rows = db.prepare<[], Row>(peer.rows).all()
  const rejected = new Set(peer.rejected === undefined ? [] : db.prepare(peer.rejected).pluck().all())
  db.close()
  const kept = new Map(rows.map((row) => [row.id, row]))
  const expected = market.filter((coin) => peer.rejected === undefined || isTraded(coin))
  const problems = expected.flatMap((coin) => differences(coin, kept.get(coin.id)))
  if (rows.length !== expected.length) problems.push(`${rows.length} rows instead of ${expected.length}`)
  if (rejected.size !== market.length - expected.length) problems.push(`${rejected.size} put aside`)
  if (problems.length > 0) {
    throw new Error(`${peer.name}: ${problems.length} problems\n${problems.slice(0, 10).join('\n')}`)
  }
}

function isTraded({ current_price: price, total_volume: volume }: MarketCoin): boolean {
  return (price ?? 0) > 0 && (volume ?? 0) > 0
}

function differences(coin: MarketCoin, row: Row | undefined): readonly string[] {
  if (row === undefined) return [`${coin.id}: missing`]
  const problems: string[] = EXACT.filter((name) => row[name] !== coin[name]).map(
    (name) => `${coin.id}: ${name} is ${row[name]} instead of ${coin[name]}`,
  )
  if (instant(row.last_updated) !== instant(coin.last_updated))
    problems.push(`${coin.id}: ${row.last_updated}`)
  return problems
}

/** Peers write times differently; those without a zone are in UTC. */
function instant(time: string | number | null | undefined): number | null {
  if (typeof time !== 'string') return null
  const text = time.replace(' ', 'T')
  return Date.parse(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`)
}
