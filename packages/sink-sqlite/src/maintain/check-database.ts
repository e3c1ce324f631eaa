import { isTamisError } from '@tamis/core'
import Sqlite, { type Database } from 'better-sqlite3'
import { identify } from '../open/identify.ts'
import { connectForReading } from '../read/open-market.ts'
import { quoted } from '../schema/identifier.ts'
import { storeError } from '../sqlite-errors.ts'
import { bodyOf, type StagedRow, stagedTables } from '../stage/staged-pages.ts'

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
  /** Of structure and references; empty for a sound database. */
  readonly problems: readonly string[]
  /** What is wrong with staged pages; empty for a sound database. */
  readonly damagedPages: readonly string[]
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
  const read = pages ? checkPages(db) : { pages: 0, prunedPages: 0, damagedPages: [] }
  return {
    ...countsOf(db),
    ...read,
    schemaVersion: identify(db, path),
    problems: [...structure.filter((line) => line !== 'ok'), ...danglingRows(db)],
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

function checkPages(db: Database): Pick<DatabaseCheck, 'pages' | 'prunedPages' | 'damagedPages'> {
  const counts = { pages: 0, prunedPages: 0 }
  const damagedPages: string[] = []
  for (const table of stagedTables(db)) {
    const sql = `select batch_id, page, codec, body, sha256, bytes from ${quoted(table)}`
    for (const row of db.prepare<[], StagedRow>(sql).iterate()) {
      if (row.body === null) {
        counts.prunedPages++
        continue
      }
      counts.pages++
      const problem = problemOf(row)
      if (problem !== undefined && damagedPages.length < SHOWN) damagedPages.push(problem)
    }
  }
  return { ...counts, damagedPages }
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

/** The version of SQLite that works here. @throws what its native module throws when it does not fit this Node.js. */
export function sqliteVersion(): string {
  const db = new Sqlite(':memory:')
  try {
    return String(db.prepare('select sqlite_version()').pluck().get())
  } finally {
    db.close()
  }
}
