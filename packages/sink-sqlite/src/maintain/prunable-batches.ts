import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import { stagedTable } from '../schema/layout.ts'

/** A batch with raw bytes. */
export interface Prunable {
  readonly batchId: string
  readonly attempt: number
  readonly pipeline: string
  readonly dataset: string
  readonly state: string
  /** When it was observed, or begun where that is not known, in milliseconds since 1970 UTC. */
  readonly extractedAt: number
  readonly pages: number
  /** Of its raw pages, as they are kept. */
  readonly bytes: number
  /** Whether they may go at all. */
  readonly mayGo: boolean
}

/**
 * SQL that tells whether raw pages of a batch may go: it is published and not the last of its pipeline, or an attempt that
 * was abandoned for one that is.
 */
export function isPrunable(batch: string): string {
  return `(${batch}.state = 'published' or ${batch}.state = 'abandoned' and not exists (
      select 1 from batches c where c.batch_id = ${batch}.batch_id and c.state in ('open', 'sealed', 'rejected')))
    and ${batch}.batch_no is not (
      select l.batch_no from batches l
      where l.pipeline = ${batch}.pipeline and l.dataset = ${batch}.dataset and l.state = 'published' and l.ad_hoc = 0
      order by l.extracted_at desc, l.batch_no desc limit 1)`
}

/** Batches that still have raw bytes, by time, the oldest first. */
export function batchesWithBytes(db: Database): readonly Prunable[] {
  interface Row extends Omit<Prunable, 'extractedAt' | 'mayGo'> {
    readonly at: string
    readonly mayGo: number
  }
  const datasets = db.prepare<[], string>('select distinct dataset from batches').pluck().all()
  const parts = datasets.map(
    (
      dataset,
    ) => `select '${dataset.replaceAll("'", "''")}' as dataset, batch_id, attempt, count(body) as pages,
      sum(length(body)) as bytes
      from ${quoted(stagedTable(dataset))} group by batch_id, attempt having count(body) > 0`,
  )
  if (parts.length === 0) return []
  const sql = `select b.batch_id as batchId, b.attempt, b.pipeline, b.dataset, b.state, p.pages, p.bytes,
      coalesce(b.extracted_at, b.first_page_at, b.opened_at) as at, ${isPrunable('b')} as mayGo
    from batches b join (${parts.join(' union all ')}) p
      on p.dataset = b.dataset and p.batch_id = b.batch_id and p.attempt = b.attempt
    order by at, b.batch_no`
  const rows = db.prepare<[], Row>(sql).all()
  return rows.map(({ at, mayGo, ...row }) => ({ ...row, extractedAt: Date.parse(at), mayGo: mayGo === 1 }))
}
