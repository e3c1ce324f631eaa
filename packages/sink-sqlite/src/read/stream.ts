import type { FieldType } from '@tamis/core'
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
  toBatchAsOf,
} from './as-of.ts'
import { layoutIn } from './pipelines.ts'
import { type PlacedMarketRecord, recordsOf } from './records.ts'

export interface RecordRange extends Pick<AsOf, 'pipeline' | 'knownAt'> {
  /** Times of batches, both included, in milliseconds since 1970 UTC. Without both: the latest batch alone. */
  readonly from?: number
  readonly to?: number
  /** One batch by its id, instead of a range. */
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
  readonly fields: readonly { readonly name: string; readonly type: FieldType }[]
  readonly batches: readonly Omit<BatchAsOf, 'batchNo'>[]
  /** Batches by time, the first one first; within one by page and position. Reads as it goes. */
  readonly records: Iterable<StreamedRecord>
}

/** @throws TamisError `usage.invalid` when there is no batch, or several pipelines. */
export function records(db: Database, { from, to, batchId, ...asked }: RecordRange): RecordStream {
  const latest = batchAsOf(db, { ...asked, ...(to === undefined ? {} : { asOf: to }) })
  const layout = layoutIn(db, latest.dataset)
  const ranged = from !== undefined || to !== undefined || batchId !== undefined
  const batches = ranged ? batchesIn(db, { from, to, batchId, ...asked }, latest.dataset) : [latest]
  return {
    dataset: latest.dataset,
    fields: [{ name: layout.key, type: 'text' }, ...layout.fields.map(({ name, type }) => ({ name, type }))],
    batches: batches.map(({ batchNo: _, ...batch }) => batch),
    records: { [Symbol.iterator]: () => streamed(db, layout, batches) },
  }
}

type Range = { readonly [K in keyof RecordRange]: RecordRange[K] | undefined }

function batchesIn(
  db: Database,
  { from, to, batchId, pipeline, knownAt }: Range,
  dataset: string,
): readonly BatchAsOf[] {
  const asked = {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(to === undefined ? {} : { asOf: to }),
  }
  const rows = db.prepare<[AsOfBinding], AsOfRow>(BATCHES_AS_OF).all(asOfBinding(db, asked))
  return rows
    .map(toBatchAsOf)
    .filter((batch) => batch.dataset === dataset && batch.extractedAt >= (from ?? 0))
    .filter((batch) => batchId === undefined || batch.batchId.toLowerCase() === batchId.toLowerCase())
    .reverse()
}

function* streamed(db: Database, layout: Layout, batches: readonly BatchAsOf[]): Generator<StreamedRecord> {
  for (const batch of batches) {
    const { pipeline, currency, batchId, revision, extractedAt } = batch
    for (const placed of recordsOf(db, layout, batch)) {
      yield { pipeline, currency, batchId, revision, extractedAt, ...placed }
    }
  }
}
