import { type BatchCounts, isoTime, type Load } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import type { BatchRow } from '../ledger.ts'

export interface Committed {
  readonly row: BatchRow
  readonly revision: number
  /** False when only who judged is new. */
  readonly changed: boolean
  /** As they are kept, releases by hand included. */
  readonly counts: BatchCounts
  readonly fence: number
}

/** Writes what became of a batch into the ledger. Inside a transaction. */
export function writeLedgerEntry<T extends object>(db: Database, load: Load<T>, committed: Committed): void {
  const { row, revision, changed, counts, fence } = committed
  const { versions } = load
  const published = load.outcome === 'published'
  const values = {
    state: load.outcome,
    revision,
    published_at: published ? isoTime(load.at) : null,
    pages_received: load.pages,
    requested: load.requested,
    missing: load.missing.count,
    missing_keys: JSON.stringify(load.missing.keys),
    ...counts,
    duplicate_keys: JSON.stringify(load.duplicates),
    warnings: load.warnings,
    findings: JSON.stringify(load.findings),
    gates: JSON.stringify(load.gates),
    source_keys: JSON.stringify(load.sourceKeys),
    source_version: versions.source,
    dataset_version: versions.dataset,
    rules: JSON.stringify(versions.rules),
    judged_by: versions.hash,
    accepted_note: load.note,
    accepted_at: load.note === null ? null : isoTime(load.at),
    fence,
  }
  // What was once true of a batch stays: when it was first published, and that somebody accepted it.
  const kept: readonly string[] = ['published_at']
  const keptUnlessNew: readonly string[] = ['accepted_note', 'accepted_at']
  const set = Object.keys(values).map((name) => {
    if (kept.includes(name)) return `${name} = coalesce(${name}, @${name})`
    return keptUnlessNew.includes(name) ? `${name} = coalesce(@${name}, ${name})` : `${name} = @${name}`
  })
  if (changed) set.push('exported_revision = null')
  db.prepare(
    `update batches set ${set.join(', ')}, failures = 0, parked_at = null where batch_no = @batch_no`,
  ).run({
    ...values,
    batch_no: row.batch_no,
  })
}

export type Reason = 'run' | 'replay' | 'accepted' | 'released'

export interface Revision {
  readonly batchNo: number
  readonly revision: number
  readonly at: number
  readonly runId: string
  readonly reason: Reason
  readonly judgedBy: string
  readonly counts: BatchCounts
  readonly note: string | null
}

export function writeRevision(
  db: Database,
  { batchNo, revision, at, runId, reason, judgedBy, counts, note }: Revision,
): void {
  const { extracted, loaded, quarantined, duplicates } = counts
  db.prepare(
    `insert into revisions (batch_no, revision, published_at, run_id, reason, judged_by, extracted, loaded, quarantined, duplicates, note)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    batchNo,
    revision,
    isoTime(at),
    runId,
    reason,
    judgedBy,
    extracted,
    loaded,
    quarantined,
    duplicates,
    note,
  )
}
