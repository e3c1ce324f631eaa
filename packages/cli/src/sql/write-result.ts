import type { QueryResult, SqlValue } from '@tamis/sink-sqlite/read'
import { csvLine } from '../output/csv.ts'
import { jsonText } from '../output/json.ts'

export type Format = 'table' | 'json' | 'csv' | 'jsonl'

/** Rows on a terminal; a table needs all of them at once, the other formats go on as rows come. */
const TABLE_ROWS = 1000

/** Writes what a query gave, row by row where the format allows it. */
export async function writeResult(
  { columns, rows }: QueryResult,
  format: Format,
  write: (text: string) => void,
  width: number,
): Promise<void> {
  if (format === 'table') return writeTable(columns, rows, write, width)
  if (format === 'csv') {
    write(csvLine(columns))
    for (const row of rows) write(csvLine(row.map(jsonValue)))
    return
  }
  const names = distinct(columns)
  // Nothing is written before the first row is there, as a query may fail on it.
  let first = true
  for (const row of rows) {
    const text = jsonText(Object.fromEntries(names.map((name, at) => [name, jsonValue(row[at] ?? null)])))
    write(format === 'jsonl' ? `${text}\n` : `${first ? '[' : ','}${text}`)
    first = false
  }
  if (format === 'json') write(first ? '[]\n' : ']\n')
}

/** Names that do not hide each other in an object: a second `name` is `name:1`, as SQLite calls it in a subquery. */
function distinct(columns: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  for (const column of columns) {
    let name = column
    for (let nth = 1; taken.has(name); nth++) name = `${column}:${nth}`
    taken.add(name)
  }
  return [...taken]
}

async function writeTable(
  columns: readonly string[],
  rows: Iterable<readonly SqlValue[]>,
  write: (text: string) => void,
  width: number,
): Promise<void> {
  const { renderTable } = await import('../output/table.ts')
  const shown: Record<string, unknown>[] = []
  let total = 0
  for (const row of rows) {
    total++
    // Columns of one name would hide each other, so they go by their place.
    if (total <= TABLE_ROWS)
      shown.push(Object.fromEntries(row.map((value, at) => [String(at), jsonValue(value)])))
  }
  write(
    renderTable(
      shown,
      columns.map((title, at) => ({ key: String(at), title })),
      width,
    ),
  )
  if (total > TABLE_ROWS) write(`and ${total - TABLE_ROWS} more; --format csv or jsonl gives them all\n`)
}

/** Bytes have no JSON: they go as base64. Whole numbers beyond 2^53 go as text, so that no digit is lost. */
function jsonValue(value: SqlValue): string | number | null {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'bigint' ? String(value) : value
}
