import { type FieldType, type FieldValue, isoTime } from '@tamis/core'
import type { RecordStream, StreamedRecord } from '@tamis/sink-sqlite/read'

/** A column of an export. A `count` is a small whole number that is always there. */
export interface ExportColumn {
  readonly name: string
  readonly type: FieldType | 'count'
}

/** Rows with columns as the final layer has them, a row a coin and batch. Rows are made as they are taken. */
export interface ExportTable {
  readonly columns: readonly ExportColumn[]
  readonly rows: Iterable<readonly FieldValue[]>
}

const BEFORE: readonly ExportColumn[] = [
  { name: 'pipeline', type: 'text' },
  { name: 'vs_currency', type: 'text' },
  { name: 'batch_id', type: 'text' },
  { name: 'revision', type: 'count' },
  { name: 'extracted_at', type: 'timestamp' },
]
const AFTER: readonly ExportColumn[] = [
  { name: 'page', type: 'count' },
  { name: 'position', type: 'count' },
]

/** Streamed records as a table. */
export function tableOf({ fields, records }: RecordStream): ExportTable {
  const names = fields.map(({ name }) => name)
  return {
    columns: [...BEFORE, ...fields, ...AFTER],
    rows: { [Symbol.iterator]: () => rowsOf(records, names) },
  }
}

function* rowsOf(
  records: Iterable<StreamedRecord>,
  names: readonly string[],
): Generator<readonly FieldValue[]> {
  for (const { pipeline, currency, batchId, revision, extractedAt, record, page, position } of records) {
    const values = names.map((name) => record[name] ?? null)
    yield [pipeline, currency, batchId, revision, isoTime(extractedAt), ...values, page, position]
  }
}
