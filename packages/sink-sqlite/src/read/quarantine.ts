import type { JudgedFinding } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { timeOrNull } from '../ledger.ts'
import { parseFindings } from '../load/findings.ts'

/** A record that rules kept out. Times are milliseconds since 1970 UTC. */
export interface QuarantineItem {
  readonly pipeline: string
  readonly batchId: string
  readonly extractedAt: number
  readonly revision: number
  readonly page: number
  readonly position: number
  readonly key: string | null
  readonly findings: readonly JudgedFinding[]
  /** The record's JSON exactly as received. */
  readonly record: string
  readonly status: 'open' | 'released'
  readonly quarantinedAt: number
  readonly releasedAt: number | null
  /** `replay`, or who released it by hand. */
  readonly releasedBy: string | null
  readonly note: string | null
}

export interface QuarantineEvent {
  readonly revision: number
  readonly changedAt: number
  readonly status: 'open' | 'released'
  readonly by: string
  readonly note: string | null
  /** As they were before the change. */
  readonly findingsBefore: readonly JudgedFinding[]
}

export interface QuarantineFilter {
  readonly pipeline?: string
  readonly batchId?: string
  readonly rule?: string
  readonly code?: string
  readonly key?: string
  readonly status?: 'open' | 'released'
  readonly limit?: number
}

interface Row {
  readonly pipeline: string
  readonly batch_id: string
  readonly extracted_at: string
  readonly revision: number
  readonly page: number
  readonly position: number
  readonly key: string | null
  readonly findings: string
  readonly record: string
  readonly status: 'open' | 'released'
  readonly quarantined_at: string
  readonly released_at: string | null
  readonly released_by: string | null
  readonly note: string | null
}

/** Entries by time of their batch, the last one first, then by page and position. */
export function listQuarantine(db: Database, filter: QuarantineFilter = {}): readonly QuarantineItem[] {
  const conditions: string[] = ['true']
  const values: (string | number)[] = []
  const add = (condition: string, value: string | undefined): void => {
    if (value === undefined) return
    conditions.push(condition)
    values.push(value)
  }
  const finding = (name: string): string =>
    `exists (select 1 from json_each(q.findings) f where f.value ->> '${name}' = ?)`
  add('b.pipeline = ?', filter.pipeline)
  add('b.batch_id = ?', filter.batchId)
  add('q.key = ?', filter.key)
  add('q.status = ?', filter.status)
  add(finding('rule'), filter.rule)
  add(finding('code'), filter.code)
  const sql = `select b.pipeline, b.batch_id, b.extracted_at, q.* from batches b
    cross join quarantine_entries q on q.batch_no = b.batch_no
    where ${conditions.join(' and ')} order by b.extracted_at desc, b.batch_no desc, q.page, q.position limit ?`
  return db
    .prepare<unknown[], Row>(sql)
    .all(...values, filter.limit ?? -1)
    .map(toItem)
}

/** What became of one entry over time, the first change first. */
export function quarantineEvents(
  db: Database,
  place: Pick<QuarantineItem, 'batchId' | 'page' | 'position'>,
): readonly QuarantineEvent[] {
  interface EventRow {
    readonly revision: number
    readonly changed_at: string
    readonly status: 'open' | 'released'
    readonly by: string
    readonly note: string | null
    readonly findings_before: string
  }
  const sql = `select e.* from quarantine_events e join batches b on b.batch_no = e.batch_no
    where b.batch_id = ? and e.page = ? and e.position = ? order by e.event_no`
  const rows = db
    .prepare<[string, number, number], EventRow>(sql)
    .all(place.batchId, place.page, place.position)
  return rows.map(({ revision, changed_at, status, by, note, findings_before }) => ({
    revision,
    changedAt: Date.parse(changed_at),
    status,
    by,
    note,
    findingsBefore: parseFindings(findings_before),
  }))
}

function toItem(row: Row): QuarantineItem {
  const { pipeline, revision, page, position, key, record, status, note } = row
  return {
    pipeline,
    batchId: row.batch_id,
    extractedAt: Date.parse(row.extracted_at),
    revision,
    page,
    position,
    key,
    findings: parseFindings(row.findings),
    record,
    status,
    quarantinedAt: Date.parse(row.quarantined_at),
    releasedAt: timeOrNull(row.released_at),
    releasedBy: row.released_by,
    note,
  }
}
