import { TamisError } from '@tamis/core'
import type { Database, Statement } from 'better-sqlite3'

/** A whole number beyond 2^53 is a bigint. */
export type SqlValue = string | number | bigint | Uint8Array | null

export interface QueryResult {
  readonly columns: readonly string[]
  /** One at a time; a second pass asks again. */
  readonly rows: Iterable<readonly SqlValue[]>
}

/**
 * One statement of SQL that reads.
 *
 * @throws TamisError `usage.invalid` for what SQLite does not understand, and for anything that is not a query.
 */
export function query(db: Database, sql: string): QueryResult {
  const statement = prepared(db, sql)
  return {
    columns: statement.columns().map((column) => column.name),
    rows: { [Symbol.iterator]: () => rows(statement) },
  }
}

function prepared(db: Database, sql: string): Statement<[], SqlValue[]> {
  let statement: Statement<[], SqlValue[]>
  try {
    statement = db.prepare<[], SqlValue[]>(sql)
  } catch (thrown) {
    throw sqlError(thrown)
  }
  if (statement.reader && statement.readonly) return statement.raw().safeIntegers()
  throw new TamisError('usage.invalid', { message: 'SQL: only queries that read are allowed here' })
}

function* rows(statement: Statement<[], SqlValue[]>): Generator<readonly SqlValue[]> {
  try {
    for (const row of statement.iterate()) yield row.map(exact)
  } catch (thrown) {
    throw sqlError(thrown)
  }
}

/** A whole number as a number where that holds all of its digits. */
function exact(value: SqlValue): SqlValue {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

const SCHEMA =
  'See what there is: `tamis sql "select m.name as relation, c.name as field from sqlite_schema m, pragma_table_info(m.name) c"`.'

/** Errors of SQLite that a query alone brings about. */
const OF_QUERY: readonly unknown[] = ['SQLITE_ERROR', 'SQLITE_TOOBIG']

/** What is wrong with the query, told apart from what is wrong with the file. */
function sqlError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown
  const ofFile =
    'code' in thrown && String(thrown.code).startsWith('SQLITE_') && !OF_QUERY.includes(thrown.code)
  if (ofFile) return thrown
  return new TamisError('usage.invalid', {
    message: `SQL: ${thrown.message}`,
    ...(/^no such (table|column)/.test(thrown.message) && { hint: SCHEMA }),
    cause: thrown,
  })
}
