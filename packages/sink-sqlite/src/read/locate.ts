import type { Duplicate, JudgedFinding } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { batchAsOf } from './as-of.ts'
import { batchDetails } from './batches.ts'
import { attemptOf, type PageSummary, pagesOf } from './pages.ts'
import { layoutIn } from './pipelines.ts'
import type { CoinQuery } from './price.ts'
import { listQuarantine } from './quarantine.ts'
import { type MarketRecord, recordsOf } from './records.ts'
import { resolveCoin } from './resolve-coin.ts'

/** Where what is known of a coin as of a time came from. Times are milliseconds since 1970 UTC. */
export interface Location {
  readonly pipeline: string
  readonly dataset: string
  readonly batchId: string
  readonly attempt: number
  readonly revision: number
  readonly extractedAt: number
  readonly ageMs: number
  readonly key: string
  readonly outcome: 'loaded' | 'quarantined'
  /** Its staged page; null when the page is gone from the table, which does not happen by itself. */
  readonly page: PageSummary | null
  readonly position: number
  /** As it is kept; null when it was quarantined. */
  readonly record: MarketRecord | null
  /** What keeps it out; empty when it was loaded. */
  readonly findings: readonly JudgedFinding[]
  /** Later occurrences of the key in the batch, which were left aside. */
  readonly duplicates: readonly Duplicate[]
}

/**
 * The row or quarantine entry of a coin in the market as of a time; undefined when that batch held neither.
 *
 * @throws TamisError `usage.invalid` as for a price.
 */
export function locate(db: Database, query: CoinQuery, now: number): Location | undefined {
  const market = batchAsOf(db, query)
  const layout = layoutIn(db, market.dataset)
  const key = resolveCoin(db, layout, market, query.coin)
  const [loaded] = recordsOf(db, layout, market, { key })
  const [kept] = listQuarantine(db, { batchId: market.batchId, key, status: 'open' })
  const found = loaded ?? kept
  if (found === undefined) return undefined
  const batch = attemptOf(db, market.batchId)
  const { batchNo: _, current: __, currency: ___, ...told } = market
  return {
    ...told,
    attempt: batch.attempt,
    ageMs: (query.asOf ?? now) - market.extractedAt,
    key,
    outcome: loaded === undefined ? 'quarantined' : 'loaded',
    page: pagesOf(db, batch).find((page) => page.page === found.page) ?? null,
    position: found.position,
    record: loaded?.record ?? null,
    findings: loaded === undefined ? (kept?.findings ?? []) : [],
    duplicates: (batchDetails(db, market.batchId)?.duplicateKeys ?? []).filter((other) => other.key === key),
  }
}
