import { extname } from 'node:path'
import { TamisError } from '@tamis/core'
import type { ExportTable } from './table.ts'

export const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

const BY_ENDING: Readonly<Record<string, ExportFormat>> = {
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.parquet': 'parquet',
}

/** The format that is asked for, or that the name of the file tells; CSV where nothing does. */
export function formatOf(asked: string | undefined, file: string | undefined): ExportFormat {
  const chosen = EXPORT_FORMATS.find((format) => format === asked)
  return chosen ?? BY_ENDING[extname(file ?? '').toLowerCase()] ?? 'csv'
}

/** How null is written in CSV: nothing, or a word that can stand there without quotes. @throws TamisError `usage.invalid`. */
export function nullTextOf(asked: string | undefined, format: ExportFormat): string {
  if (asked === undefined) return ''
  if (format !== 'csv') throw new TamisError('usage.invalid', { message: `--null is for CSV, not ${format}` })
  if (/^[\\\w]*$/.test(asked)) return asked
  throw new TamisError('usage.invalid', {
    message: `${JSON.stringify(asked)} cannot stand for null in CSV`,
    hint: "Take letters, digits, underscore and backslash, for example --null '\\N'.",
  })
}

/** A table in a format, piece by piece. */
export async function piecesOf(
  table: ExportTable,
  format: ExportFormat,
  { nullText, dataset }: { readonly nullText: string; readonly dataset: string },
): Promise<Iterable<string | Uint8Array>> {
  if (format === 'parquet') {
    const { parquetPieces } = await import('./parquet.ts')
    return parquetPieces(table, { 'tamis.dataset': dataset })
  }
  const { csvPieces, jsonlPieces } = await import('./text.ts')
  return format === 'csv' ? csvPieces(table, nullText) : jsonlPieces(table)
}
