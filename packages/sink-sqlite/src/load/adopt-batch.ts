import { type Batch, isoTime, planText } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { type BatchRow, currentRow } from '../ledger.ts'

/**
 * Whether the ledger may take in a batch that another stager keeps the pages of. Only with an id that this store has never
 * seen: of those it has, its own stager knows better.
 */
export function isAdoptable(db: Database, { batchId, state, extractedAt }: Batch): boolean {
  const known = db.prepare<[string], number>('select count(*) from batches where batch_id = ?').pluck()
  return known.get(batchId) === 0 && state === 'sealed' && extractedAt !== null
}

/** Takes a batch into the ledger, if it may. Inside a transaction. */
export function adoptBatch(db: Database, batch: Batch, fence: number): BatchRow | undefined {
  if (!isAdoptable(db, batch)) return undefined
  const { plan } = batch
  db.prepare(
    `insert into batches (batch_id, attempt, pipeline, dataset, state, ad_hoc, universe, vs_currency, parameters, plan,
       opened_at, first_page_at, extracted_at, pages, fence)
     values (?, ?, ?, ?, 'sealed', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    batch.batchId,
    batch.attempt,
    batch.pipeline,
    batch.dataset,
    batch.adHoc ? 1 : 0,
    plan.universe,
    plan.currency,
    JSON.stringify(plan.parameters),
    planText(plan),
    isoTime(batch.openedAt),
    isoTime(batch.firstPageAt),
    isoTime(batch.extractedAt),
    batch.pages,
    fence,
  )
  return currentRow(db, batch.batchId)
}
