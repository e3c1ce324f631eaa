import {
  type Batch,
  type BatchPlan,
  type BatchState,
  type CommittedBatch,
  type EarlierLedgerEntry,
  planText,
} from '@tamis/core'
import type { Database } from 'better-sqlite3'

/** A row of `batches`, as far as the engine needs it. */
export interface BatchRow {
  readonly batch_no: number
  readonly batch_id: string
  readonly attempt: number
  readonly revision: number
  readonly pipeline: string
  readonly dataset: string
  readonly state: BatchState
  readonly ad_hoc: number
  readonly parked_at: string | null
  readonly universe: string
  readonly vs_currency: string | null
  readonly parameters: string
  readonly opened_at: string
  readonly first_page_at: string | null
  readonly extracted_at: string | null
  readonly pages: number | null
}

export interface CommittedRow extends BatchRow {
  readonly requested: number
  readonly missing: number
  readonly extracted: number
  readonly loaded: number
  readonly quarantined: number
  readonly duplicates: number
  readonly warnings: number
  readonly findings: string
  readonly gates: string
  readonly source_keys: string
  readonly judged_by: string
}

/** The attempt of an id that is not abandoned. */
export function currentRow(db: Database, batchId: string): BatchRow | undefined {
  const sql = `select * from batches where batch_id = ? and state <> 'abandoned'`
  return db.prepare<[string], BatchRow>(sql).get(batchId)
}

export function committedRow(db: Database, batchId: string): CommittedRow | undefined {
  const sql = `select * from batches where batch_id = ? and state in ('published', 'rejected')`
  return db.prepare<[string], CommittedRow>(sql).get(batchId)
}

export function planOf(row: BatchRow): BatchPlan {
  return {
    universe: row.universe,
    currency: row.vs_currency,
    parameters: JSON.parse(row.parameters) as BatchPlan['parameters'],
  }
}

export function toBatch(row: BatchRow): Batch {
  return {
    batchId: row.batch_id,
    attempt: row.attempt,
    pipeline: row.pipeline,
    dataset: row.dataset,
    plan: planOf(row),
    adHoc: row.ad_hoc === 1,
    state: row.state,
    openedAt: Date.parse(row.opened_at),
    firstPageAt: timeOrNull(row.first_page_at),
    extractedAt: timeOrNull(row.extracted_at),
    pages: row.pages,
    parkedAt: timeOrNull(row.parked_at),
    revision: row.revision,
  }
}

export function toCommitted(row: CommittedRow): CommittedBatch {
  return {
    ...toBatch(row),
    pages: row.pages ?? 0,
    counts: {
      extracted: row.extracted,
      loaded: row.loaded,
      quarantined: row.quarantined,
      duplicates: row.duplicates,
    },
    requested: row.requested,
    missing: row.missing,
    findings: JSON.parse(row.findings) as CommittedBatch['findings'],
    warnings: row.warnings,
    gates: JSON.parse(row.gates) as CommittedBatch['gates'],
    judgedBy: row.judged_by,
  }
}

/** Published batches of the same pipeline and plan before a batch, the last one first. */
export function rowsBefore(db: Database, batch: Batch, limit: number): readonly CommittedRow[] {
  const own = currentRow(db, batch.batchId)
  return db
    .prepare<[string, string, string, string, string, number, number], CommittedRow>(
      `select * from batches
       where pipeline = ? and state = 'published' and dataset = ? and plan = ?
         and (extracted_at < ? or (extracted_at = ? and batch_no < ?))
       order by extracted_at desc, batch_no desc limit ?`,
    )
    .all(...beforeKey(batch, own?.batch_no ?? Number.MAX_SAFE_INTEGER), limit)
}

function beforeKey(batch: Batch, batchNo: number): [string, string, string, string, string, number] {
  const time = new Date(batch.extractedAt ?? batch.openedAt).toISOString()
  return [batch.pipeline, batch.dataset, planText(batch.plan), time, time, batchNo]
}

export function toEarlier(row: CommittedRow): EarlierLedgerEntry {
  const { counts, gates } = toCommitted(row)
  return {
    batchId: row.batch_id,
    extractedAt: Date.parse(row.extracted_at ?? ''),
    ...counts,
    sourceKeys: JSON.parse(row.source_keys) as readonly string[],
    gates,
  }
}

export function timeOrNull(text: string | null): number | null {
  return text === null ? null : Date.parse(text)
}
