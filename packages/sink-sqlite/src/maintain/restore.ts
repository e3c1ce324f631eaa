import { chmodSync, chownSync, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { isTamisError, TamisError } from '@tamis/core'
import { makeFolder } from '@tamis/core/files'
import Sqlite from 'better-sqlite3'
import { checkPath, syncDirectory } from '../open/check-path.ts'
import { applyPragmas } from '../open/pragmas.ts'
import { storeError } from '../sqlite-errors.ts'
import { checkDatabase, countsOf, type DatabaseCheck } from './check-database.ts'
import { copyDatabase } from './copy-database.ts'
import { keepAside } from './keep-aside.ts'
import { takeOver } from './take-over.ts'

export interface RestoreOptions {
  /** Also when the database holds batches or revisions that the backup lacks. Default false. */
  readonly force?: boolean
  /** Names the old file; wall-clock time in milliseconds since 1970 UTC. Default now. */
  readonly now?: number
}

export interface Restored extends DatabaseCheck {
  readonly path: string
  /** Where the file that was there before is kept; null when there was none. */
  readonly keptAside: string | null
  /** Batches of which the old file has something that the backup lacks; null when it could not be read. */
  readonly lost: number | null
}

/**
 * Puts a backup in the place of a database. What goes there is read to its last page first; what was there is kept
 * aside, and is in its place until the moment the backup is. Nothing else of this process goes on meanwhile.
 *
 * @throws TamisError `usage.invalid` for no backup, or a database that holds more than it; `store.*` for a backup that is
 * not sound, newer or foreign; `pipeline.busy` while a run holds a lease; `store.locked` while any program has the
 * database open.
 */
export function restore(
  backup: string,
  path: string,
  { force = false, now = Date.now() }: RestoreOptions = {},
): Restored {
  const file = checkPath(path)
  requireBackup(backup, file)
  const incoming = `${file}.${process.pid}.restore`
  try {
    makeFolder(dirname(file), 0o700)
    const checked = copyChecked(backup, incoming)
    const before = takeOver(file, incoming, { now, force })
    try {
      resemble(incoming, file, backup)
      const keptAside = keepAside(file, now)
      renameSync(incoming, file)
      syncDirectory(dirname(file))
      return { ...checked, path, keptAside, lost: before.lost }
    } finally {
      before.db?.close()
    }
  } catch (thrown) {
    throw storeError(thrown, path, 'configure')
  } finally {
    for (const ending of ['', '-wal', '-shm']) rmSync(incoming + ending, { force: true })
  }
}

const NAME_ONE = 'Name a file that `tamis backup` wrote.'

function requireBackup(backup: string, file: string): void {
  if (!existsSync(backup)) {
    throw new TamisError('usage.invalid', { message: `There is no file ${backup}`, hint: NAME_ONE })
  }
  if (existsSync(file) && realpathSync(backup) === realpathSync(file)) {
    throw new TamisError('usage.invalid', { message: `${backup} is the database itself`, hint: NAME_ONE })
  }
}

/** Copies first and checks the copy, since that is what takes the place. */
function copyChecked(backup: string, incoming: string): DatabaseCheck {
  let checked: DatabaseCheck
  try {
    copyDatabase(backup, incoming, countsOf)
    settle(incoming)
    checked = checkDatabase(incoming, { depth: 'full' })
  } catch (thrown) {
    throw aboutBackup(storeError(thrown, `${backup} to ${incoming}`, 'configure'))
  }
  const problems = [...checked.problems, ...checked.damagedPages]
  if (problems.length === 0) return checked
  throw new TamisError('store.corrupt', {
    message: `The backup ${backup} is not sound: ${problems.join('; ')}`,
    hint: EARLIER,
  })
}

/**
 * With a write-ahead log, as runs have it: if the first run had to change that, a crash then could leave a file that only
 * writers can read. And without the lease of whoever ran while the backup was made.
 */
function settle(path: string): void {
  const db = new Sqlite(path, { fileMustExist: true })
  try {
    applyPragmas(db, 0)
    db.exec('update leases set owner = null, run_id = null, expires_at = null')
  } finally {
    db.close()
  }
}

const EARLIER = 'Take an earlier backup; the database is as it was.'

/** What to do about a backup is something else than what to do about the database. */
function aboutBackup(error: unknown): unknown {
  if (!isTamisError(error)) return error
  const { message, cause } = error
  switch (error.code) {
    case 'config.no_database':
      return new TamisError('usage.invalid', {
        message: `There is no backup in it: ${message}`,
        hint: NAME_ONE,
        cause,
      })
    case 'store.foreign':
      return new TamisError('store.foreign', { message, hint: NAME_ONE, cause })
    case 'store.corrupt':
      return new TamisError('store.corrupt', { message, hint: EARLIER, cause })
    case 'store.full':
      return new TamisError('store.full', {
        message,
        hint: 'Make space, then restore again; nothing was changed.',
        cause,
      })
    default:
      return error
  }
}

/** Mode, and where allowed owner, of what is replaced; of the backup where nothing is. */
function resemble(incoming: string, file: string, backup: string): void {
  const old = statSync(file, { throwIfNoEntry: false })
  chmodSync(incoming, (old ?? statSync(backup)).mode & 0o777)
  if (old === undefined) return
  try {
    chownSync(incoming, old.uid, old.gid)
  } catch {
    // Only root gives files away; whoever else restores owns what was restored.
  }
}
