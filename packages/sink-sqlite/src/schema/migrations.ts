import { chmodSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { syncDirectory } from '../open/check-path.ts'
import { APPLICATION_ID } from '../open/pragmas.ts'
import { VERSION_1 } from './version-1.ts'

/** One step of the schema. Steps are never changed once released, only added. */
export interface Migration {
  /** The schema version after it; one more than that of the step before. */
  readonly version: number
  readonly up: (db: Database) => void
}

export const MIGRATIONS: readonly Migration[] = [{ version: 1, up: (db) => void db.exec(VERSION_1) }]

export const SCHEMA_VERSION = 1

/**
 * Brings a file to the newest schema, all steps in one transaction. A file that holds something is copied first, to
 * `<path>.backup-v<version>` beside it.
 */
export function migrate(db: Database, path: string, steps: readonly Migration[] = MIGRATIONS): void {
  const newest = steps.at(-1)?.version ?? 0
  const found = versionOf(db)
  if (found >= newest) return
  if (found > 0) backUp(db, path, found)
  db.transaction(() => {
    // Another process may have been faster since.
    const current = versionOf(db)
    for (const step of steps) if (step.version > current) step.up(db)
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${Math.max(newest, current)}`)
  }).immediate()
}

function versionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

function backUp(db: Database, path: string, version: number): void {
  const target = `${path}.backup-v${version}`
  const temporary = `${target}.tmp`
  rmSync(temporary, { force: true })
  db.prepare('vacuum into ?').run(temporary)
  chmodSync(temporary, 0o600)
  renameSync(temporary, target)
  syncDirectory(dirname(target))
}
