import { TamisError } from '@tamis/core'
import type { RecordStream } from '@tamis/sink-sqlite/read'
import { plural } from '../output/format.ts'
import { writeWhole } from '../output/write-whole.ts'
import { type ExportFormat, piecesOf } from './formats.ts'
import { type ExportTable, tableOf } from './table.ts'

export interface ExportOptions {
  readonly format: ExportFormat
  /** What stands for null in CSV. */
  readonly nullText: string
}

/** What was exported to a file. */
export interface Exported {
  readonly file: string
  readonly format: ExportFormat
  readonly batches: number
  readonly rows: number
}

/** A stream as a document, piece by piece. @throws TamisError `usage.invalid` for bytes on a terminal. */
export async function documentOf(
  stream: RecordStream,
  options: ExportOptions,
  out: Pick<NodeJS.WriteStream, 'isTTY'>,
): Promise<Iterable<string | Uint8Array>> {
  if (options.format === 'parquet' && out.isTTY) {
    throw new TamisError('usage.invalid', {
      message: 'Parquet is not for a terminal',
      hint: 'Name a file, or send the output into one.',
    })
  }
  return await piecesOf(tableOf(stream), options.format, { ...options, dataset: stream.dataset })
}

/** A stream as a file that is there whole or not at all. @throws TamisError `output.unwritable`. */
export async function exportFile(
  stream: RecordStream,
  options: ExportOptions,
  file: string,
  signal: AbortSignal,
): Promise<Exported> {
  let rows = 0
  const table = counted(tableOf(stream), () => rows++)
  await writeWhole(
    file,
    await piecesOf(table, options.format, { ...options, dataset: stream.dataset }),
    signal,
  )
  return { file, format: options.format, batches: stream.batches.length, rows }
}

/** The same table, telling of each row that is taken. */
export function counted(table: ExportTable, count: () => void): ExportTable {
  return { ...table, rows: { [Symbol.iterator]: () => counting(table.rows, count) } }
}

function* counting<R>(rows: Iterable<R>, count: () => void): Generator<R> {
  for (const row of rows) {
    count()
    yield row
  }
}

/** What was exported, for people. */
export function exportedText({ file, batches, rows }: Exported): string {
  return `${plural(rows, 'row')} of ${plural(batches, 'batch', 'batches')} in ${file}\n`
}
