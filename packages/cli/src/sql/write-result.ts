import type { QueryResult, SqlValue } from '@tamis/sink-sqlite/read'
import { csvLine } from '../output/csv.ts'
import { jsonText } from '../output/json.ts'

export type Format = 'table' | 'json' | 'csv' | 'jsonl'

/** Rows on a terminal; a table needs all of them at once, the other formats go on as rows come. */
const TABLE_ROWS = 1000

/** What a query gave as text, row by row where the format allows it. */
export async function resultPieces(
  result: QueryResult,
  format: Format,
  width: number,
): Promise<Iterable<string>> {
  if (format === 'table') return tablePieces(result, width)
  return format === 'csv' ? csvPieces(result) : jsonPieces(result, format)
}

function* csvPieces({ columns, rows }: QueryResult): Generator<string> {
  yield csvLine(columns)
  for (const row of rows) yield csvLine(row.map(jsonValue))
}

function* jsonPieces({ columns, rows }: QueryResult, format: 'json' | 'jsonl'): Generator<string> {
  const names = distinct(columns)
  // Nothing is written before the first row is there, as a query may fail on it.
  let first = true
  for (const row of rows) {
    const text = jsonText(Object.fromEntries(names.map((name, at) => [name, jsonValue(row[at] ?? null)])))
    yield format === 'jsonl' ? `${text}\n` : `${first ? '[' : ','}${text}`
    first = false
  }
  if (format === 'json') yield first ? '[]\n' : ']\n'
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

async function tablePieces({ columns, rows }: QueryResult, width: number): Promise<readonly string[]> {
  const { renderTable } = await import('../output/table.ts')
  const shown: Record<string, unknown>[] = []
  let total = 0
  for (const row of rows) {
    total++
    // Columns of one name would hide each other, so they go by their place.
    if (total <= TABLE_ROWS)
      shown.push(Object.fromEntries(row.map((value, at) => [String(at), jsonValue(value)])))
  }
  const table = renderTable(
    shown,
    columns.map((title, at) => ({ key: String(at), title })),
    width,
  )
  const more = total - TABLE_ROWS
  return more > 0 ? [table, `and ${more} more; --format csv or jsonl gives them all\n`] : [table]
}

/** Bytes have no JSON: they go as base64. Whole numbers beyond 2^53 go as text, so that no digit is lost. */
function jsonValue(value: SqlValue): string | number | null {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'bigint' ? String(value) : value
}
