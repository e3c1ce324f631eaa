import { chmodSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { compactTime, isTamisError, TamisError } from '@tamis/core'
import { syncDirectory } from '../open/check-path.ts'
import { storeError } from '../sqlite-errors.ts'
import { checkDatabase, countsOf, type DatabaseCheck } from './check-database.ts'
import { copyDatabase } from './copy-database.ts'

export interface BackUpOptions {
  /** Names the copy where the target is a folder; wall-clock time in milliseconds since 1970 UTC. Default now. */
  readonly now?: number
}

/** A copy that was checked. */
export interface Backup extends DatabaseCheck {
  readonly path: string
}

/**
 * Copies a database while it may be in use: one consistent state of it, in a file of its own, packed, checked page by
 * page, with the mode of the original, there whole or not at all. Never over a file that exists; into a folder as
 * `market-20261122T050000Z.db`. Nothing else of this process goes on meanwhile.
 *
 * @throws TamisError `usage.invalid` for a target that exists or has no folder, `config.no_database`, `store.*`;
 * `store.corrupt` when the copy is not what it should be, which then is not kept.
 */
export function backUp(path: string, target: string, { now = Date.now() }: BackUpOptions = {}): Backup {
  const chosen = isFolder(target) || /[\\/]$/.test(target) ? join(target, nameAt(path, now)) : target
  const file = resolve(chosen)
  requireFree(file, resolve(path), chosen)
  const temporary = `${file}.${process.pid}.tmp`
  try {
    const [before, after] = copyDatabase(path, temporary, countsOf)
    const checked = checkDatabase(temporary)
    requireSame(path, checked, before, after)
    chmodSync(temporary, statSync(path).mode & 0o777)
    place(temporary, file, chosen)
    syncDirectory(dirname(file))
    return { ...checked, path: chosen }
  } catch (thrown) {
    throw aboutCopy(storeError(thrown, `${path} to ${chosen}`, 'configure'))
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** What to do when there is no space is something else than for a run. */
function aboutCopy(error: unknown): unknown {
  if (!isTamisError(error) || error.code !== 'store.full') return error
  const hint = 'Make space where the copy goes: it takes as much as the database.'
  return new TamisError('store.full', { message: error.message, hint, cause: error })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function nameAt(path: string, now: number): string {
  const extension = extname(path)
  return `${basename(path, extension)}-${compactTime(now)}${extension || '.db'}`
}

function requireFree(file: string, database: string, target: string): void {
  if (existsSync(file)) throw taken(target)
  // SQLite would take such a file for its own, and play it back into the database.
  const isCompanion = ['-wal', '-shm', '-journal'].some((ending) => file === `${database}${ending}`)
  if (isCompanion || !isFolder(dirname(file))) {
    throw new TamisError('usage.invalid', {
      message: isCompanion ? `${target} is a name that SQLite keeps for itself` : `No folder for ${target}`,
      hint: isCompanion ? 'Choose another name.' : `Make it first: mkdir -p ${dirname(target)}`,
    })
  }
}

/** A link never replaces what is there; not every file system has them. */
function place(temporary: string, file: string, target: string): void {
  try {
    linkSync(temporary, file)
  } catch {
    if (existsSync(file)) throw taken(target)
    renameSync(temporary, file)
  }
}

type Counts = ReturnType<typeof countsOf>

/** A run may have added to the original while it was copied. */
function requireSame(path: string, copied: DatabaseCheck, before: Counts, after: Counts): void {
  const problems = [...copied.problems, ...copied.damagedPages]
  for (const what of ['batches', 'revisions', 'runs', 'quarantined'] as const) {
    if (copied[what] >= before[what] && copied[what] <= after[what]) continue
    problems.push(`${copied[what]} ${what} instead of ${before[what]}`)
  }
  if (problems.length === 0) return
  throw new TamisError('store.corrupt', {
    message: `The copy of ${path} is not sound, and was not kept: ${problems.join('; ')}`,
    hint: 'See `tamis doctor`: it looks at the original the same way.',
  })
}

function taken(target: string): TamisError {
  return new TamisError('usage.invalid', {
    message: `${target} is there already, and a backup never replaces a file`,
    hint: 'Choose another name, or name a folder, in which the time is the name.',
  })
}
