import { csvLine } from '../output/csv.ts'
import { jsonText } from '../output/json.ts'
import type { ExportTable } from './table.ts'

const PIECE = 1 << 16

/** CSV with a head, in pieces of some size. */
export function csvPieces({ columns, rows }: ExportTable, nullText: string): Iterable<string> {
  const head = csvLine(columns.map(({ name }) => name))
  return inPieces(head, rows, (row) => csvLine(row, nullText))
}

/** One JSON object a line, in pieces of some size. */
export function jsonlPieces({ columns, rows }: ExportTable): Iterable<string> {
  const names = columns.map(({ name }) => JSON.stringify(name))
  return inPieces(
    '',
    rows,
    (row) => `{${row.map((value, at) => `${names[at]}:${jsonText(value)}`).join(',')}}\n`,
  )
}

function* inPieces<R>(head: string, rows: Iterable<R>, lineOf: (row: R) => string): Generator<string> {
  let piece = head
  for (const row of rows) {
    piece += lineOf(row)
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
