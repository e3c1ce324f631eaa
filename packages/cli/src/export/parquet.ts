import type { FieldValue } from '@tamis/core'
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { ExportColumn, ExportTable } from './table.ts'

/** Rows that are held at once. Readers share the work out by groups, and skip those they need not read. */
const GROUP_ROWS = 10_000

type Cell = string | number | bigint | Date | null

interface ColumnKind {
  readonly element: Omit<SchemaElement, 'name'>
  readonly cell: (value: FieldValue) => Cell
}

const asIs = (value: FieldValue): Cell => value
const OPTIONAL = { repetition_type: 'OPTIONAL' } as const
const TEXT: ColumnKind = {
  element: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, ...OPTIONAL },
  cell: asIs,
}

const KINDS: Readonly<Record<ExportColumn['type'], ColumnKind>> = {
  text: TEXT,
  json: TEXT,
  real: { element: { type: 'DOUBLE', ...OPTIONAL }, cell: asIs },
  integer: {
    element: { type: 'INT64', ...OPTIONAL },
    cell: (value) => (value === null ? null : BigInt(value)),
  },
  count: { element: { type: 'INT32', repetition_type: 'REQUIRED' }, cell: asIs },
  timestamp: {
    element: {
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      ...OPTIONAL,
    },
    cell: (value) => (value === null ? null : new Date(value)),
  },
}

/** What a file says of itself, beside its data. */
export type FileNotes = Readonly<Record<string, string>>

/** A table as a Parquet file, piece by piece: one a group of rows, and the footer. */
export function* parquetPieces({ columns, rows }: ExportTable, notes: FileNotes = {}): Generator<Uint8Array> {
  const kinds = columns.map(({ type }) => KINDS[type])
  // It writes into memory, so that nothing of it has to be waited for.
  const writer = new ByteWriter()
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: 'schema', num_children: columns.length },
      ...columns.map(({ name }, at) => ({ name, ...kinds[at]?.element })),
    ],
    kvMetadata: Object.entries(notes).map(([key, value]) => ({ key, value })),
    createdBy: 'tamis',
  })
  for (const data of inGroups(rows, kinds)) {
    const columnData = columns.map(({ name }, at) => ({ name, data: data[at] ?? [] }))
    void parquet.write({ columnData, rowGroupSize: GROUP_ROWS })
    yield taken(writer)
  }
  void parquet.finish()
  yield taken(writer)
}

/** Cells by column, a group of rows at a time. */
function* inGroups(
  rows: Iterable<readonly FieldValue[]>,
  kinds: readonly ColumnKind[],
): Generator<readonly Cell[][]> {
  let group: Cell[][] = kinds.map(() => [])
  let size = 0
  for (const row of rows) {
    for (const [at, { cell }] of kinds.entries()) group[at]?.push(cell(row[at] ?? null))
    if (++size < GROUP_ROWS) continue
    yield group
    group = kinds.map(() => [])
    size = 0
  }
  if (size > 0) yield group
}

/** What was written since the last time; the writer goes on counting. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}
