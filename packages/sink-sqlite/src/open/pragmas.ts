import { TamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'

/** `tams`: tells a database of tamis from that of another program. */
export const APPLICATION_ID = 0x74616d73

// Read back after they are set: better-sqlite3 is built with synchronous=NORMAL for WAL, which loses commits in a
// power cut, and a PRAGMA that does not take says nothing.
const ASSERTED = [
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
] as const

/** Settings of a connection that writes. @throws TamisError `store.io` when one does not take. */
export function applyPragmas(db: Database, busyTimeoutMs: number): void {
  db.pragma('trusted_schema = OFF')
  db.pragma(`busy_timeout = ${busyTimeoutMs}`)
  const journal = String(db.pragma('journal_mode = WAL', { simple: true }))
  if (journal !== 'wal' && !db.memory) throw refused('journal_mode', 'wal', journal)
  for (const [name, value, expected] of ASSERTED) {
    db.pragma(`${name} = ${value}`)
    const actual = db.pragma(name, { simple: true })
    if (actual !== expected) throw refused(name, value, String(actual))
  }
  // 2 MB, SQLite's own default, where better-sqlite3 takes 16: a batch is appended, and writes as little with either.
  db.pragma('cache_size = -2000')
  db.pragma('mmap_size = 0')
  db.pragma('wal_autocheckpoint = 1000')
  db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
}

function refused(name: string, wanted: string, actual: string): TamisError {
  return new TamisError('store.io', {
    message: `SQLite does not take ${name} = ${wanted}; it stays ${actual}`,
    hint: 'Move the database to a local disk.',
  })
}
