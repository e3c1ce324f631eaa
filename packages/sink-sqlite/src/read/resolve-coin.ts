import { nearest, TamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import type { Layout } from '../schema/layout.ts'
import type { BatchAsOf } from './as-of.ts'
import { rowsAt } from './records.ts'

/** A coin that a symbol may mean. */
export interface Candidate {
  readonly key: string
  readonly name: string | null
  readonly marketCap: number | null
}

const SHOWN = 10

/**
 * The key that somebody means: a key as it is, else the one coin of the market with that symbol.
 *
 * @throws TamisError `usage.invalid`, with the candidates in its details when there are several.
 */
export function resolveCoin(db: Database, layout: Layout, market: BatchAsOf, coin: string): string {
  if (isKey(db, layout, market, coin)) return coin
  const candidates = bySymbol(db, layout, market, coin)
  const [only] = candidates
  if (only === undefined) throw unknownCoin(db, layout, coin, market)
  if (candidates.length === 1) return only.key
  const ids = candidates.slice(0, SHOWN).map((candidate) => candidate.key)
  const more = candidates.length > SHOWN ? ` and ${candidates.length - SHOWN} more` : ''
  throw new TamisError('usage.invalid', {
    message: `The symbol ${JSON.stringify(coin)} is shared by ${candidates.length} coins: ${ids.join(', ')}${more}`,
    hint: 'Name the coin by its id.',
    details: { candidates },
  })
}

/** Also of a coin that rules kept out of every batch so far. */
function isKey(db: Database, { tables }: Layout, { batchNo }: BatchAsOf, coin: string): boolean {
  const sql = `select exists (select 1 from ${quoted(tables.keys)} where key = @coin)
    or exists (select 1 from quarantine_entries where batch_no = @batchNo and key = @coin)`
  return db.prepare<[object], number>(sql).pluck().get({ coin, batchNo }) === 1
}

function bySymbol(db: Database, layout: Layout, market: BatchAsOf, symbol: string): readonly Candidate[] {
  const { tables, slow, fields } = layout
  const column = (name: string): string => {
    if (!fields.some((field) => field.name === name)) return 'null'
    return `${slow.some((field) => field.name === name) ? 'i' : 'r'}.${quoted(name)}`
  }
  const sql = `select k.key, ${column('name')} as name, ${column('market_cap')} as marketCap
    from (${rowsAt(layout, market)}) r
    cross join ${quoted(tables.identities)} i on i.identity_no = r.identity_no
    cross join ${quoted(tables.keys)} k on k.key_no = r.key_no
    where ${column('symbol')} = @symbol collate nocase
    order by marketCap desc nulls last, r.page, r.position`
  const { batchNo, revision } = market
  return db.prepare<[object], Candidate>(sql).all({ batchNo, revision, symbol })
}

/** The error of a coin that is not there, with the id that was probably meant. */
export function unknownCoin(
  db: Database,
  { tables }: Layout,
  coin: string,
  { pipeline, batchId }: BatchAsOf,
): TamisError {
  const sql = `select key from ${quoted(tables.keys)} where key <> ? order by key_no`
  const keys = db.prepare<[string], string>(sql).pluck().all(coin)
  const meant = nearest(coin.trim().toLowerCase().replaceAll(/\s+/g, '-'), keys)
  const see = 'See `tamis universe`, and `tamis quarantine list` for what rules keep out.'
  return new TamisError('usage.invalid', {
    message: `No coin ${JSON.stringify(coin)} was published in pipeline ${pipeline} as of batch ${batchId}, by id or symbol`,
    hint: meant === undefined ? see : `Did you mean ${meant}? ${see}`,
  })
}
