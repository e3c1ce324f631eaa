import { type JudgedFinding, TamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import type { Layout } from '../schema/layout.ts'
import {
  type AsOf,
  type AsOfBinding,
  type AsOfRow,
  asOfBinding,
  BATCHES_AS_OF,
  type BatchAsOf,
  batchAsOf,
  toBatchAsOf,
} from './as-of.ts'
import { keptOutOf } from './kept-out.ts'
import { layoutIn } from './pipelines.ts'
import { type MarketRecord, recordsOf } from './records.ts'
import { resolveCoin, unknownCoin } from './resolve-coin.ts'

export interface CoinQuery extends AsOf {
  /** A key (coin id), or a symbol that one coin alone has. */
  readonly coin: string
}

/** The last published record of a coin as of a time. Times are milliseconds since 1970 UTC. */
export interface Quote extends Omit<BatchAsOf, 'batchNo'> {
  readonly key: string
  readonly record: MarketRecord
  /** From the time of its batch to the time asked for. */
  readonly ageMs: number
  /** False when the market as of then no longer held it: it left, or rules kept it out. */
  readonly inMarket: boolean
  /** Why the market as of then kept it out; empty when it did not. */
  readonly keptOutBy: readonly JudgedFinding[]
}

/**
 * @throws TamisError `usage.invalid` for a coin that was never published, and for a symbol that several coins share,
 * with the candidates in the details.
 */
export function quote(db: Database, query: CoinQuery, now: number): Quote {
  const market = batchAsOf(db, query)
  const layout = layoutIn(db, market.dataset)
  const key = resolveCoin(db, layout, market, query.coin)
  for (const batch of batchesWith(db, layout, query, key)) {
    const [found] = recordsOf(db, layout, batch, { key })
    if (found === undefined) continue
    const { batchNo, ...told } = batch
    const inMarket = batchNo === market.batchNo
    return {
      ...told,
      key,
      record: found.record,
      ageMs: (query.asOf ?? now) - batch.extractedAt,
      inMarket,
      keptOutBy: inMarket ? [] : keptOutOf(db, market, key).flatMap(({ findings }) => findings),
    }
  }
  throw (
    neverGood(
      keptOutOf(db, market, key).flatMap(({ findings }) => findings),
      key,
      market,
    ) ?? unknownCoin(db, layout, query.coin, market)
  )
}

/** The error of a coin that rules kept out from the first; undefined when none did. */
function neverGood(
  findings: readonly JudgedFinding[],
  key: string,
  { pipeline }: BatchAsOf,
): TamisError | undefined {
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  if (rules.length === 0) return undefined
  return new TamisError('usage.invalid', {
    message: `Coin ${JSON.stringify(key)} has no good price in pipeline ${pipeline}: ${rules.join(', ')} kept it out`,
    // An id that a shell would take apart is left to be typed.
    hint: /^\w[\w.:/-]*$/.test(key) ? `See \`tamis why ${key}\`.` : 'See `tamis why` with its id.',
  })
}

/** Batches that may hold a key, the last one first: one look-up a batch, before anything is joined. */
function* batchesWith(
  db: Database,
  { dataset, tables }: Layout,
  query: AsOf,
  key: string,
): Generator<BatchAsOf> {
  const holds = (table: string): string =>
    `exists (select 1 from ${quoted(table)} h where h.batch_no = s.batch_no and h.key_no = k.key_no)`
  const sql = `select s.* from (${BATCHES_AS_OF}) s cross join ${quoted(tables.keys)} k on k.key = @key
    where s.dataset = @dataset and (${holds(tables.rows)} or ${holds(tables.superseded)})
    order by s.extracted_at desc, s.batch_no desc`
  const binding = { ...asOfBinding(db, query), key, dataset }
  type Binding = AsOfBinding & { readonly key: string; readonly dataset: string }
  for (const row of db.prepare<[Binding], AsOfRow>(sql).iterate(binding)) yield toBatchAsOf(row)
}
