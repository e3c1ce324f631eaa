import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database, Options } from 'better-sqlite3'
import { identify, type SchemaVersion } from './identify.ts'

/** What opens a database; handed in, since whoever only imports the package must not load a native module. */
export type Open = new (path: string, options: Options) => Database

/** Whether a file cannot be read before a journal is rolled back, which somebody who died has left. */
export function awaitsRollback(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'SQLITE_READONLY_ROLLBACK'
}

/**
 * Says what such a file will be. A copy is rolled back to see, since the file itself may be of another program. Files of
 * tamis are in this state only while they are made, and small.
 *
 * @throws TamisError as `identify`; errors of SQLite and of files as they are.
 */
export function identifyRolledBack(Sqlite: Open, file: string, path: string): SchemaVersion {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-rollback-'))
  try {
    const copy = join(folder, 'market.db')
    // The journal first: should somebody roll it back meanwhile, it changes nothing that the copy does not hold.
    copyIfThere(`${file}-journal`, `${copy}-journal`)
    copyFileSync(file, copy)
    const db = new Sqlite(copy, { fileMustExist: true })
    try {
      return identify(db, path)
    } finally {
      db.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown
  }
}
