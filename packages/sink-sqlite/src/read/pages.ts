import { TamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import { stagedTable } from '../schema/layout.ts'
import { bodyOf, type StagedRow } from '../stage/staged-pages.ts'

/** What is known of a staged page without its bytes. Times are milliseconds since 1970 UTC. */
export interface PageSummary {
  readonly batchId: string
  readonly attempt: number
  /** 0 is the listing from which the batch was planned. */
  readonly page: number
  readonly extractedAt: number
  readonly url: string
  readonly params: Readonly<Record<string, string>>
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly sha256: string
  readonly bytes: number
  /** Size as kept; 0 once pruned. */
  readonly storedBytes: number
  readonly pruned: boolean
}

export interface RawPage extends PageSummary {
  /** The bytes as received, checked against their sha256. */
  readonly body: Uint8Array
}

interface BatchKey {
  readonly batch_id: string
  readonly attempt: number
  readonly dataset: string
}

type SummaryRow = Omit<StagedRow, 'body'> & { readonly stored: number | null }

const COLUMNS = `batch_id, attempt, page, extracted_at, request, http_status, http_headers, codec, sha256, bytes,
  length(body) as stored`

/** Staged pages of one attempt by number. */
export function pagesOf(db: Database, { batch_id, attempt, dataset }: BatchKey): readonly PageSummary[] {
  const sql = `select ${COLUMNS} from ${quoted(stagedTable(dataset))} where batch_id = ? and attempt = ? order by page`
  return db.prepare<[string, number], SummaryRow>(sql).all(batch_id, attempt).map(toSummary)
}

/** @throws TamisError `batch.unknown` for an attempt that is not there; without one, the one that is not abandoned. */
export function attemptOf(db: Database, batchId: string, attempt?: number): BatchKey {
  const sql = `select batch_id, attempt, dataset from batches where batch_id = ? and attempt = coalesce(?, attempt)
    order by state = 'abandoned', attempt desc limit 1`
  const found = db.prepare<[string, number | null], BatchKey>(sql).get(batchId, attempt ?? null)
  if (found !== undefined) return found
  const which = attempt === undefined ? '' : `, attempt ${attempt}`
  throw new TamisError('batch.unknown', { message: `There is no batch ${JSON.stringify(batchId)}${which}` })
}

/** @throws TamisError `batch.unknown`, `page.pruned`, `page.damaged`, `usage.invalid` for a page it does not have. */
export function rawPage(db: Database, batchId: string, page: number, attempt?: number): RawPage {
  const batch = attemptOf(db, batchId, attempt)
  const sql = `select ${COLUMNS}, body from ${quoted(stagedTable(batch.dataset))}
    where batch_id = ? and attempt = ? and page = ?`
  type Row = SummaryRow & StagedRow
  const row = db.prepare<[string, number, number], Row>(sql).get(batch.batch_id, batch.attempt, page)
  if (row !== undefined) return { ...toSummary(row), body: bodyOf(row) }
  const numbers = pagesOf(db, batch).map((summary) => summary.page)
  const there = numbers.length === 0 ? 'none' : `${numbers.at(0)} to ${numbers.at(-1)}`
  throw new TamisError('usage.invalid', {
    message: `Batch ${batch.batch_id}, attempt ${batch.attempt}, has no page ${page}; it has ${there}`,
  })
}

function toSummary(row: SummaryRow): PageSummary {
  const { url, params } = JSON.parse(row.request) as Pick<PageSummary, 'url' | 'params'>
  return {
    batchId: row.batch_id,
    attempt: row.attempt,
    page: row.page,
    extractedAt: Date.parse(row.extracted_at),
    url,
    params,
    status: row.http_status,
    headers: JSON.parse(row.http_headers) as PageSummary['headers'],
    sha256: row.sha256,
    bytes: row.bytes,
    storedBytes: row.stored ?? 0,
    pruned: row.stored === null,
  }
}
