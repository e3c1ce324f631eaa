import type { Database } from 'better-sqlite3'
import { parseFindings } from '../load/findings.ts'
import type { BatchAsOf } from './as-of.ts'
import type { QuarantineItem } from './quarantine.ts'

export type KeptOut = Pick<QuarantineItem, 'key' | 'page' | 'position' | 'findings' | 'record'>

const EVENT =
  'from quarantine_events e where e.batch_no = q.batch_no and e.page = q.page and e.position = q.position'

/** What is kept now. */
const NOW = `select key, page, position, findings, record from quarantine_entries
  where batch_no = @batchNo and status = 'open'`

/**
 * What was kept at an earlier revision: an event tells the findings before it, and the last one by then the status. An
 * entry begins open, with the revision that was published as it was made.
 */
const THEN = `select key, page, position, record, coalesce(
      (select e.findings_before ${EVENT} and e.revision > @revision order by e.event_no limit 1), findings) as findings
  from quarantine_entries q
  where batch_no = @batchNo
    and quarantined_at <= (select published_at from revisions where batch_no = @batchNo and revision = @revision)
    and coalesce((select e.status ${EVENT} and e.revision <= @revision order by e.event_no desc limit 1), 'open') = 'open'`

/** The records that rules kept out of a batch at its revision, by page and position; of one key where it is named. */
export function keptOutOf(
  db: Database,
  { batchNo, revision, current }: Pick<BatchAsOf, 'batchNo' | 'revision' | 'current'>,
  key?: string,
): readonly KeptOut[] {
  type Row = Omit<KeptOut, 'findings'> & { readonly findings: string }
  const sql = `${current ? NOW : THEN} ${key === undefined ? '' : 'and key = @key'} order by page, position`
  const binding = { batchNo, ...(current ? {} : { revision }), ...(key === undefined ? {} : { key }) }
  return db
    .prepare<[object], Row>(sql)
    .all(binding)
    .map((row) => ({ ...row, findings: parseFindings(row.findings) }))
}
