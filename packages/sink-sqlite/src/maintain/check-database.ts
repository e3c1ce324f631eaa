import { isTamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { identify } from '../open/identify.ts'
import { connectForReading } from '../read/open-market.ts'
import { quoted } from '../schema/identifier.ts'
import { storeError } from '../sqlite-errors.ts'
import { bodyOf, type StagedRow } from '../stage/staged-pages.ts'

export interface CheckOptions {
  /** Read every staged page and hold it against its sha256, which SQLite itself cannot do. Default true. */
  readonly pages?: boolean
  /** `full` looks at every index entry too; `quick`, the default, takes a fraction of the time. */
  readonly depth?: 'quick' | 'full'
}

/** What a database says of itself. Counts of what is only ever added, so that two copies can be compared. */
export interface DatabaseCheck {
  readonly schemaVersion: number
  readonly bytes: number
  readonly batches: number
  readonly revisions: number
  readonly runs: number
  readonly quarantined: number
  /** Staged pages that were read and match their hash. */
  readonly pages: number
  /** Staged pages whose bytes were pruned. */
  readonly prunedPages: number
  /** Empty for a sound database. */
  readonly problems: readonly string[]
}

/** Shown of a kind; thousands of damaged pages say no more than ten. */
const SHOWN = 10

/**
 * Reads a whole database: its structure, its references, its staged bytes.
 *
 * @throws TamisError `config.no_database`, `store.*` for a file that cannot be read as a database of tamis at all.
 */
export function checkDatabase(path: string, options: CheckOptions = {}): DatabaseCheck {
  const db = connectForReading(path)
  try {
    return db.transaction(() => check(db, path, options)).deferred()
  } catch (thrown) {
    throw storeError(thrown, path, 'configure')
  } finally {
    db.close()
  }
}

function check(db: Database, path: string, { pages = true, depth = 'quick' }: CheckOptions): DatabaseCheck {
  const pragma = depth === 'full' ? `integrity_check(${SHOWN})` : `quick_check(${SHOWN})`
  const structure = db.prepare<[], string>(`pragma ${pragma}`).pluck().all()
  const read = pages ? checkPages(db) : { pages: 0, prunedPages: 0, problems: [] }
  return {
    ...countsOf(db),
    schemaVersion: identify(db, path),
    pages: read.pages,
    prunedPages: read.prunedPages,
    problems: [...structure.filter((line) => line !== 'ok'), ...danglingRows(db), ...read.problems],
  }
}

/** What a database holds of everything that is only ever added. */
export function countsOf(
  db: Database,
): Pick<DatabaseCheck, 'bytes' | 'batches' | 'revisions' | 'runs' | 'quarantined'> {
  const one = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0
  return {
    bytes: one('select page_count * page_size from pragma_page_count, pragma_page_size'),
    batches: one('select count(*) from batches'),
    revisions: one('select count(*) from revisions'),
    runs: one('select count(*) from runs'),
    quarantined: one('select count(*) from quarantine_entries'),
  }
}

function danglingRows(db: Database): readonly string[] {
  interface Dangling {
    readonly table: string
    readonly rowid: number | null
    readonly parent: string
  }
  const found = db.prepare<[], Dangling>(`select * from pragma_foreign_key_check limit ${SHOWN}`).all()
  return found.map(({ table, rowid, parent }) => `${table}: row ${rowid} refers to nothing in ${parent}`)
}

function checkPages(db: Database): Pick<DatabaseCheck, 'pages' | 'prunedPages' | 'problems'> {
  const counts = { pages: 0, prunedPages: 0 }
  const problems: string[] = []
  for (const table of stagedTables(db)) {
    const sql = `select batch_id, page, codec, body, sha256, bytes from ${quoted(table)}`
    for (const row of db.prepare<[], StagedRow>(sql).iterate()) {
      if (row.body === null) {
        counts.prunedPages++
        continue
      }
      counts.pages++
      const problem = problemOf(row)
      if (problem !== undefined && problems.length < SHOWN) problems.push(problem)
    }
  }
  return { ...counts, problems }
}

function problemOf(row: StagedRow): string | undefined {
  try {
    bodyOf(row)
    return undefined
  } catch (error) {
    if (!isTamisError(error)) throw error
    return error.message
  }
}

/** The tables of raw pages, one a dataset. */
export function stagedTables(db: Database): readonly string[] {
  const sql = `select name from sqlite_schema where type = 'table' and name like 'stg\\_%' escape '\\' order by name`
  return db.prepare<[], string>(sql).pluck().all()
}
