import type { BatchPlan, BatchState, Duplicate, GateResult, RuleVersion } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { type BatchRow, planOf, timeOrNull } from '../ledger.ts'
import { type PageSummary, pagesOf } from './pages.ts'

/** A batch as the ledger has it. Times are milliseconds since 1970 UTC; what a state has not yet is null. */
export interface BatchSummary {
  readonly batchId: string
  readonly attempt: number
  readonly revision: number
  readonly pipeline: string
  readonly dataset: string
  readonly state: BatchState
  readonly adHoc: boolean
  readonly plan: BatchPlan
  readonly openedAt: number
  readonly firstPageAt: number | null
  readonly extractedAt: number | null
  /** When it was first published. */
  readonly publishedAt: number | null
  readonly parkedAt: number | null
  readonly pages: number | null
  readonly requested: number | null
  readonly missing: number | null
  readonly extracted: number | null
  readonly loaded: number | null
  readonly quarantined: number | null
  readonly duplicates: number | null
  readonly warnings: number | null
  /** Number of findings by rule id. */
  readonly findings: Readonly<Record<string, number>>
}

export interface BatchDetails extends BatchSummary {
  readonly missingKeys: readonly string[]
  readonly duplicateKeys: readonly Duplicate[]
  readonly gates: readonly GateResult[]
  readonly sourceKeys: readonly string[]
  readonly listingSha256: string | null
  readonly sourceVersion: string | null
  readonly datasetVersion: number | null
  readonly rules: readonly RuleVersion[]
  readonly judgedBy: string | null
  readonly acceptedNote: string | null
  readonly acceptedAt: number | null
  readonly issueSha256: string | null
  readonly revisions: readonly RevisionSummary[]
  readonly stagedPages: readonly PageSummary[]
  /** Earlier attempts that were abandoned. */
  readonly abandoned: readonly {
    readonly attempt: number
    readonly openedAt: number
    readonly pages: number
  }[]
}

export interface RevisionSummary {
  readonly revision: number
  readonly publishedAt: number
  readonly runId: string
  readonly reason: 'run' | 'replay' | 'accepted' | 'released'
  readonly judgedBy: string
  readonly extracted: number
  readonly loaded: number
  readonly quarantined: number
  readonly duplicates: number
  readonly note: string | null
}

export interface BatchFilter {
  readonly pipeline?: string
  readonly states?: readonly BatchState[]
  /** On the time of the batch, or of its opening while it has none; both included. */
  readonly from?: number
  readonly to?: number
  readonly limit?: number
}

interface LedgerRow extends BatchRow {
  readonly published_at: string | null
  readonly requested: number | null
  readonly missing: number | null
  readonly missing_keys: string | null
  readonly extracted: number | null
  readonly loaded: number | null
  readonly quarantined: number | null
  readonly duplicates: number | null
  readonly duplicate_keys: string | null
  readonly warnings: number | null
  readonly findings: string | null
  readonly gates: string | null
  readonly source_keys: string | null
  readonly listing_sha256: string | null
  readonly source_version: string | null
  readonly dataset_version: number | null
  readonly rules: string | null
  readonly judged_by: string | null
  readonly accepted_note: string | null
  readonly accepted_at: string | null
  readonly issue_sha256: string | null
}

/** Batches by time, the last one first; abandoned attempts only when asked for. */
export function listBatches(db: Database, filter: BatchFilter = {}): readonly BatchSummary[] {
  const { pipeline, states = ['open', 'sealed', 'published', 'rejected'], from, to, limit } = filter
  const conditions = [`state in (${states.map(() => '?').join(', ')})`]
  const values: (string | number)[] = [...states]
  const time = 'coalesce(extracted_at, opened_at)'
  const add = (condition: string, value: string | number | undefined): void => {
    if (value === undefined) return
    conditions.push(condition)
    values.push(value)
  }
  add('pipeline = ?', pipeline)
  add(`${time} >= ?`, from === undefined ? undefined : new Date(from).toISOString())
  add(`${time} <= ?`, to === undefined ? undefined : new Date(to).toISOString())
  const sql = `select * from batches where ${conditions.join(' and ')}
    order by ${time} desc, batch_no desc limit ?`
  return db
    .prepare<unknown[], LedgerRow>(sql)
    .all(...values, limit ?? -1)
    .map(toSummary)
}

/** The attempt of an id that is not abandoned, with everything the ledger knows of it. */
export function batchDetails(db: Database, batchId: string): BatchDetails | undefined {
  const sql = `select * from batches where batch_id = ? order by state = 'abandoned', attempt desc limit 1`
  const row = db.prepare<[string], LedgerRow>(sql).get(batchId)
  return row === undefined ? undefined : toDetails(db, row)
}

function toSummary(row: LedgerRow): BatchSummary {
  const { revision, attempt, pipeline, dataset, state, pages, requested, missing, warnings } = row
  const { extracted, loaded, quarantined, duplicates } = row
  return {
    batchId: row.batch_id,
    attempt,
    revision,
    pipeline,
    dataset,
    state,
    adHoc: row.ad_hoc === 1,
    plan: planOf(row),
    openedAt: Date.parse(row.opened_at),
    firstPageAt: timeOrNull(row.first_page_at),
    extractedAt: timeOrNull(row.extracted_at),
    publishedAt: timeOrNull(row.published_at),
    parkedAt: timeOrNull(row.parked_at),
    pages,
    requested,
    missing,
    extracted,
    loaded,
    quarantined,
    duplicates,
    warnings,
    findings: parsed(row.findings, {}),
  }
}

function toDetails(db: Database, row: LedgerRow): BatchDetails {
  return {
    ...toSummary(row),
    missingKeys: parsed(row.missing_keys, []),
    duplicateKeys: parsed(row.duplicate_keys, []),
    gates: parsed(row.gates, []),
    sourceKeys: parsed(row.source_keys, []),
    listingSha256: row.listing_sha256,
    sourceVersion: row.source_version,
    datasetVersion: row.dataset_version,
    rules: parsed(row.rules, []),
    judgedBy: row.judged_by,
    acceptedNote: row.accepted_note,
    acceptedAt: timeOrNull(row.accepted_at),
    issueSha256: row.issue_sha256,
    revisions: revisionsOf(db, row.batch_no),
    stagedPages: pagesOf(db, row),
    abandoned: abandonedOf(db, row),
  }
}

function revisionsOf(db: Database, batchNo: number): readonly RevisionSummary[] {
  type Row = Omit<RevisionSummary, 'publishedAt'> & { readonly publishedAt: string }
  const sql = `select revision, published_at as publishedAt, run_id as runId, reason, judged_by as judgedBy,
    extracted, loaded, quarantined, duplicates, note from revisions where batch_no = ? order by revision`
  const rows = db.prepare<[number], Row>(sql).all(batchNo)
  return rows.map((row) => ({ ...row, publishedAt: Date.parse(row.publishedAt) }))
}

function abandonedOf(db: Database, row: BatchRow): BatchDetails['abandoned'] {
  const sql = `select * from batches where batch_id = ? and attempt < ? order by attempt`
  return db
    .prepare<[string, number], BatchRow>(sql)
    .all(row.batch_id, row.attempt)
    .map((earlier) => ({
      attempt: earlier.attempt,
      openedAt: Date.parse(earlier.opened_at),
      pages: pagesOf(db, earlier).length,
    }))
}

function parsed<V>(text: string | null, otherwise: V): V {
  return text === null ? otherwise : (JSON.parse(text) as V)
}
