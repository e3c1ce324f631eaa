import { dirname, join } from 'node:path'
import { isoTime, TamisError } from '@tamis/core'
import { makeFolder } from '@tamis/core/files'
import type { MarketReader, RecordRange, RecordStream } from '@tamis/sink-sqlite/read'
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync } from 'hyparquet'
import { plural } from '../output/format.ts'
import { onDisk, writeWhole } from '../output/write-whole.ts'
import { counted } from './export-market.ts'
import { type FileNotes, parquetPieces } from './parquet.ts'
import { type ExportTable, tableOf } from './table.ts'

/** What was done to a folder of partitioned Parquet. */
export interface LakeReport {
  readonly folder: string
  readonly written: number
  /** Files that held the same revision already. */
  readonly kept: number
  readonly rows: number
}

/**
 * Brings a folder `date=…/batch=…/data.parquet` up to date with the batches of a range, one file a batch. Each file is there
 * whole or not at all; one that holds the batch at the revision asked for stays as it is, so running again costs little and a
 * replay reaches the lake.
 *
 * @throws TamisError `output.unwritable`, and as reading does.
 */
export async function fillLake(
  reader: MarketReader,
  folder: string,
  range: RecordRange,
  signal: AbortSignal,
): Promise<LakeReport> {
  let [written, kept, rows] = [0, 0, 0]
  for (const { batchId } of reader.records(range).batches) {
    signal.throwIfAborted()
    const stream = reader.records({ batchId, ...(range.knownAt !== undefined && { knownAt: range.knownAt }) })
    const table = tableOf(stream)
    const notes = notesOf(stream)
    const path = join(folder, ...partitionOf(stream), 'data.parquet')
    if (await holds(path, table, notes)) {
      kept++
      continue
    }
    await onDisk(path, async () => makeFolder(dirname(path)))
    await writeWhole(
      path,
      parquetPieces(
        counted(table, () => rows++),
        notes,
      ),
      signal,
    )
    written++
  }
  return { folder, written, kept, rows }
}

/** Day of the batch in UTC, and its id: names that engines take for columns. */
function partitionOf({ batches: [batch] }: RecordStream): readonly string[] {
  const day = isoTime(batch?.extractedAt ?? 0).slice(0, 10)
  return [`date=${day}`, `batch=${batch?.batchId}`]
}

function notesOf({ dataset, batches: [batch] }: RecordStream): FileNotes {
  return {
    'tamis.dataset': dataset,
    'tamis.batch_id': batch?.batchId ?? '',
    'tamis.revision': String(batch?.revision),
  }
}

/** Whether a file is a Parquet file of the same batch, revision and columns. */
async function holds(path: string, { columns }: ExportTable, notes: FileNotes): Promise<boolean> {
  const found = await metadataOf(path)
  if (found === null) return false
  const noted = new Map((found.key_value_metadata ?? []).map(({ key, value }) => [key, value]))
  const names = found.schema.slice(1).map(({ name }) => name)
  return (
    Object.entries(notes).every(([key, value]) => noted.get(key) === value) &&
    columns.map(({ name }) => name).join() === names.join()
  )
}

/** Null for what is not there or is no Parquet file: it will be written. */
async function metadataOf(path: string): Promise<FileMetaData | null> {
  try {
    return await parquetMetadataAsync(await asyncBufferFromFile(path))
  } catch {
    return null
  }
}

/** @throws TamisError `usage.invalid` where a file is named beside the folder. */
export function requireNoFile(file: string | undefined): void {
  if (file === undefined) return
  throw new TamisError('usage.invalid', {
    message: `Either the file ${file} or --partitioned`,
    hint: 'Leave one of them out.',
  })
}

/** What was done, for people. */
export function lakeText({ folder, written, kept, rows }: LakeReport): string {
  const already =
    kept === 0 ? '' : `; ${plural(kept, 'file')} held ${kept === 1 ? 'its' : 'their'} batch already`
  return `${plural(rows, 'row')} in ${plural(written, 'file')} below ${folder}${already}\n`
}
