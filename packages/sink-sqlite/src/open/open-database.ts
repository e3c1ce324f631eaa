import { statSync } from 'node:fs'
import { type Clock, TamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import type { CheckedOptions } from '../options.ts'
import { migrate } from '../schema/migrations.ts'
import { storeError } from '../sqlite-errors.ts'
import { checkPath, makeFile } from './check-path.ts'
import { identify } from './identify.ts'
import { awaitsRollback, identifyRolledBack, type Open } from './identify-rolled-back.ts'
import { applyPragmas } from './pragmas.ts'

/**
 * Opens the database for writing, makes it if there is none and migrates it if it is older. A file that is not to be
 * written is refused before a byte of it changes.
 *
 * @throws TamisError `store.*`.
 */
export async function openDatabase(options: CheckedOptions, clock: Clock): Promise<Database> {
  const { path, busyTimeoutMs, connect } = options
  try {
    if (connect !== undefined) return prepare(connect(path), path, busyTimeoutMs)
    const file = checkPath(path)
    // Imported here, so that importing the package loads no native module.
    const { default: Sqlite } = await import('better-sqlite3')
    if (!makeFile(file) && statSync(file).size > 0) {
      const probe = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs })
      closing(probe, () => identifyUnchanged(probe, Sqlite, file, path))
    }
    const open = (): Database => new Sqlite(file, { fileMustExist: true, timeout: busyTimeoutMs })
    return await whileOthersMakeIt(clock, () => prepare(open(), file, busyTimeoutMs))
  } catch (thrown) {
    throw storeError(thrown, path, 'stage')
  }
}

function prepare(db: Database, path: string, busyTimeoutMs: number): Database {
  try {
    // Takes effect only in a file without a page, and lets prune give space back without writing all of it again.
    if (identify(db, path) === 0) db.pragma('auto_vacuum = INCREMENTAL')
    applyPragmas(db, busyTimeoutMs)
    migrate(db, path)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

function identifyUnchanged(probe: Database, Sqlite: Open, file: string, path: string): void {
  try {
    identify(probe, path)
  } catch (thrown) {
    if (!awaitsRollback(thrown)) throw thrown
    identifyRolledBack(Sqlite, file, path)
  }
}

function closing<R>(db: Database, work: () => R): R {
  try {
    return work()
  } finally {
    db.close()
  }
}

const ATTEMPTS = 20

/** Turning on WAL does not wait for a lock as other writes do, so two first runs at once may meet there. */
async function whileOthersMakeIt(clock: Clock, open: () => Database): Promise<Database> {
  for (let attempt = 1; ; attempt++) {
    try {
      return open()
    } catch (thrown) {
      const busy =
        thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_BUSY')
      if (!busy || attempt === ATTEMPTS) throw thrown
      await clock.sleep(50)
    }
  }
}

/** Reads all of a file whose last run did not end as it should. @throws TamisError `store.corrupt`. */
export function quickCheck(db: Database, path: string): void {
  const found = db.prepare<[], string>('pragma quick_check(1)').pluck().get()
  if (found !== 'ok') throw new TamisError('store.corrupt', { message: `${path}: ${found}` })
}
