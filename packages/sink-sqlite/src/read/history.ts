import type { Database } from 'better-sqlite3'
import { layoutIn } from './pipelines.ts'
import { recordsOf } from './records.ts'
import { batchesOf, type RecordRange, type StreamedRecord } from './stream.ts'

export interface HistoryQuery extends Pick<RecordRange, 'pipeline' | 'from' | 'to' | 'knownAt'> {
  /** Keys (coin ids). */
  readonly coins: readonly string[]
  /** Ids of batches: of the range, only these. */
  readonly batchIds?: readonly string[]
}

/** The records of some coins over a range of batches: those of the first batch first, within one in the order asked for. */
export function history(
  db: Database,
  { coins, batchIds, from = 0, ...range }: HistoryQuery,
): readonly StreamedRecord[] {
  const { dataset, batches } = batchesOf(db, { from, ...range })
  const layout = layoutIn(db, dataset)
  const wanted = batchIds === undefined ? null : new Set(batchIds)
  return batches.flatMap((batch) => {
    if (wanted?.has(batch.batchId) === false) return []
    const { pipeline, currency, batchId, revision, extractedAt } = batch
    return coins
      .flatMap((key) => [...recordsOf(db, layout, batch, { key })])
      .map((placed) => ({ pipeline, currency, batchId, revision, extractedAt, ...placed }))
  })
}
