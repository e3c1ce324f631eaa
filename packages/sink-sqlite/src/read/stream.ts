import type { Database } from 'better-sqlite3'
import type { Layout } from '../schema/layout.ts'
import {
  type AsOf,
  type AsOfBinding,
  type AsOfRow,
  asOfBinding,
  BATCHES_AS_OF,
  type BatchAsOf,
  batchAsOf,
  batchById,
  toBatchAsOf,
} from './as-of.ts'
import { layoutIn } from './pipelines.ts'
import { fieldsOf, type MarketField, type PlacedMarketRecord, recordsOf } from './records.ts'

/** One batch by its id, or a range of batches, or else the market as of a time, which is by default the latest batch. */
export interface RecordRange extends AsOf {
  /** Times of batches, both included, in milliseconds since 1970 UTC. */
  readonly from?: number
  readonly to?: number
  readonly batchId?: string
}

export interface StreamedRecord extends PlacedMarketRecord {
  readonly pipeline: string
  readonly currency: string | null
  readonly batchId: string
  readonly revision: number
  readonly extractedAt: number
}

export interface RecordStream {
  readonly dataset: string
  /** The key first, then the fields in the order of their columns. */
  readonly fields: readonly MarketField[]
  readonly batches: readonly Omit<BatchAsOf, 'batchNo'>[]
  /** Batches by time, the first one first; within one by page and position. Reads as it goes. */
  readonly records: Iterable<StreamedRecord>
}

/** @throws TamisError `usage.invalid` when there is no batch, or several pipelines; `batch.unknown`. */
export function records(db: Database, range: RecordRange): RecordStream {
  const { dataset, batches } = batchesOf(db, range)
  const layout = layoutIn(db, dataset)
  return {
    dataset,
    fields: fieldsOf(layout),
    batches: batches.map(({ batchNo: _, ...batch }) => batch),
    records: { [Symbol.iterator]: () => streamed(db, layout, batches) },
  }
}

interface Chosen {
  readonly dataset: string
  readonly batches: readonly BatchAsOf[]
}

/** The batches of a range, the first one first. */
export function batchesOf(db: Database, { from, to, batchId, ...asked }: RecordRange): Chosen {
  if (batchId !== undefined) {
    const batch = batchById(db, batchId, asked)
    return { dataset: batch.dataset, batches: [batch] }
  }
  const last = batchAsOf(db, { ...asked, ...(to === undefined ? {} : { asOf: to }) })
  if (from === undefined && to === undefined) return { dataset: last.dataset, batches: [last] }
  const binding = asOfBinding(db, { ...asked, asOf: last.extractedAt })
  const rows = db.prepare<[AsOfBinding], AsOfRow>(BATCHES_AS_OF).all(binding)
  const batches = rows.map(toBatchAsOf).filter(({ extractedAt }) => extractedAt >= (from ?? 0))
  return { dataset: last.dataset, batches: batches.reverse() }
}

function* streamed(db: Database, layout: Layout, batches: readonly BatchAsOf[]): Generator<StreamedRecord> {
  for (const batch of batches) {
    const { pipeline, currency, batchId, revision, extractedAt } = batch
    // A replay may supersede rows while this goes on: what the revision held is looked for in both places.
    for (const placed of recordsOf(db, layout, { ...batch, current: false })) {
      yield { pipeline, currency, batchId, revision, extractedAt, ...placed }
    }
  }
}
