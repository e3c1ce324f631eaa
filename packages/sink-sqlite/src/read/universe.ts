import type { JudgedFinding } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import type { Layout } from '../schema/layout.ts'
import { type AsOf, type BatchAsOf, batchAsOf } from './as-of.ts'
import { keptOutOf } from './kept-out.ts'
import { layoutIn } from './pipelines.ts'
import { fieldsOf, type MarketField, type PlacedMarketRecord, recordsOf } from './records.ts'

export interface UniverseQuery extends AsOf {
  /** Only the largest, by market cap where the dataset has one, else by the order of the source. */
  readonly top?: number
  /** Also what rules kept out at that revision, beside the rest and not counted by `top`. */
  readonly includeQuarantined?: boolean
}

/** The market as of a time. Times are milliseconds since 1970 UTC. */
export interface Universe extends Omit<BatchAsOf, 'batchNo'> {
  /** The field that identifies a record: `coin_id` of `crypto_markets`. */
  readonly key: string
  /** The key first, then the fields in the order of their columns. */
  readonly fields: readonly MarketField[]
  /** From the time of the batch to the time asked for. */
  readonly ageMs: number
  readonly records: readonly PlacedMarketRecord[]
  readonly quarantined: readonly QuarantinedRecord[]
}

export interface QuarantinedRecord {
  readonly key: string | null
  readonly page: number
  readonly position: number
  readonly findings: readonly JudgedFinding[]
  /** As received, and parsed; a source's own names. */
  readonly candidate: unknown
}

/** @throws TamisError `usage.invalid` when there is no batch, or several pipelines. */
export function universe(db: Database, query: UniverseQuery, now: number): Universe {
  const market = batchAsOf(db, query)
  const { batchNo: _, ...batch } = market
  const layout = layoutIn(db, batch.dataset)
  const selection = { orderBy: bySize(layout), ...(query.top === undefined ? {} : { limit: query.top }) }
  return {
    ...batch,
    key: layout.key,
    fields: fieldsOf(layout),
    ageMs: (query.asOf ?? now) - batch.extractedAt,
    records: [...recordsOf(db, layout, market, selection)],
    quarantined: query.includeQuarantined === true ? keptOut(db, market) : [],
  }
}

function bySize({ fast }: Layout): string {
  const place = 'r.page, r.position'
  const sized = fast.some((field) => field.name === 'market_cap')
  return sized ? `r.${quoted('market_cap')} desc nulls last, ${place}` : place
}

function keptOut(db: Database, market: BatchAsOf): readonly QuarantinedRecord[] {
  return keptOutOf(db, market).map(({ record, ...kept }) => ({
    ...kept,
    candidate: JSON.parse(record) as unknown,
  }))
}
