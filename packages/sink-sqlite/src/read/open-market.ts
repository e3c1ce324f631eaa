import { accessSync, constants, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { TamisError } from '@tamis/core'
import Sqlite, { type Database } from 'better-sqlite3'
import { identify } from '../open/identify.ts'
import { awaitsRollback, identifyRolledBack } from '../open/identify-rolled-back.ts'
import { pathProblems } from '../options.ts'
import { storeError } from '../sqlite-errors.ts'
import { decode } from '../stage/codec.ts'

/** No page is larger; what claims to be is not unpacked. */
const LARGEST_PAGE_BYTES = 64 * 1024 * 1024

/**
 * A connection that only reads, also while a run writes.
 *
 * @throws TamisError `config.no_database`, `config.invalid`, `store.*`.
 */
export function connectForReading(path: string, busyTimeoutMs = 5000): Database {
  const problems = pathProblems(path)
  if (problems.length > 0) throw new TamisError('config.invalid', { message: problems.join('\n') })
  const file = resolve(path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined || (found.isFile() && found.size === 0)) throw noDatabase(path)
  if (!found.isFile()) throw new TamisError('store.foreign', { message: `${path} is not a regular file` })
  try {
    return prepared(new Sqlite(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs }), path)
  } catch (thrown) {
    if (awaitsRollback(thrown) && identifyRolledBack(Sqlite, file, path) === 0) throw noDatabase(path)
    if (isFolderInTheWay(thrown, file)) throw readOnlyFolder(thrown, path)
    throw storeError(thrown, path, 'configure')
  }
}

/** Whether the file may be read, but SQLite not write what it needs beside it. */
function isFolderInTheWay(thrown: unknown, file: string): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (code !== 'SQLITE_READONLY_DIRECTORY' && code !== 'SQLITE_CANTOPEN') return false
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}

function readOnlyFolder(cause: unknown, path: string): TamisError {
  return new TamisError('store.read_only', {
    message: `${path} may be read, but its folder not be written: there SQLite keeps ${basename(path)}-shm and -wal, to read while a run writes`,
    hint: 'Have its owner make a copy with `tamis backup FILE`; a backup can be read in any folder.',
    phase: 'configure',
    cause,
  })
}

function prepared(db: Database, path: string): Database {
  try {
    if (identify(db, path) === 0) throw noDatabase(path)
    db.pragma('cell_size_check = ON')
    db.pragma('mmap_size = 0')
    // directOnly: a view or trigger that somebody planted in the file cannot call it.
    db.function('raw_json', { deterministic: true, directOnly: true }, rawJson)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

function noDatabase(path: string): TamisError {
  return new TamisError('config.no_database', { message: `There is no database at ${path} yet` })
}

function rawJson(body: unknown, codec: unknown): string | null {
  if (body === null) return null
  if (!(body instanceof Uint8Array) || typeof codec !== 'string') {
    throw new TypeError('raw_json takes body and codec of a staged page')
  }
  return Buffer.from(decode(body, codec, LARGEST_PAGE_BYTES)).toString('utf8')
}
