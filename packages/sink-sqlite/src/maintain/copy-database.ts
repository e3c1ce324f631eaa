import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { connectForReading } from '../read/open-market.ts'

/**
 * Writes one consistent state of a database, its write-ahead log included, into a new file for its owner only, synced.
 * `look` reads the original before and after, on the same connection.
 *
 * @throws errors of SQLite and of files as they are; TamisError `config.no_database`, `store.*` from opening it.
 */
export function copyDatabase<L>(
  from: string,
  to: string,
  look: (db: Database) => L,
): readonly [before: L, after: L] {
  const db = connectForReading(from)
  try {
    const before = look(db)
    rmSync(to, { force: true })
    // SQLite fills a file that is there and empty, and would make one that everybody can read.
    closeSync(openSync(to, 'wx', 0o600))
    db.prepare('vacuum into ?').run(to)
    syncFile(to)
    return [before, look(db)]
  } finally {
    db.close()
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
