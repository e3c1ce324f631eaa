import { existsSync } from 'node:fs'
import { isTamisError, type Owner, systemOwner, TamisError } from '@tamis/core'
import { ownerAlive } from '@tamis/core/files'
import Sqlite, { type Database } from 'better-sqlite3'
import { connectForReading } from '../read/open-market.ts'
import { storeError } from '../sqlite-errors.ts'

export interface TakenOver {
  /** Holds the lock until it is closed; null where there is nothing that could be locked. */
  readonly db: Database | null
  /** Batches that would be lost; null where the file cannot be read. */
  readonly lost: number | null
}

/**
 * Makes sure that nobody uses a database that is to be replaced by another, and that nobody begins to before it is.
 *
 * @throws TamisError `pipeline.busy`, `store.locked`, `store.newer`, `store.foreign`, `usage.invalid`.
 */
export function takeOver(
  file: string,
  incoming: string,
  { now, force }: { readonly now: number; readonly force: boolean },
): TakenOver {
  const found = lostIn(file, incoming, now)
  if (found === 'nothing') return { db: null, lost: 0 }
  if (found === 'damaged') return { db: null, lost: null }
  if (found > 0 && !force) throw wouldLose(file, found)
  const db = new Sqlite(file, { fileMustExist: true, timeout: 1000 })
  try {
    lock(db, file)
    return { db, lost: found }
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

/** By reading only, so that what is refused stays as it is. */
function lostIn(file: string, incoming: string, now: number): number | 'nothing' | 'damaged' {
  if (!existsSync(file)) return 'nothing'
  try {
    const db = connectForReading(file)
    try {
      requireNoRun(db, now)
      return lostBatches(db, incoming)
    } finally {
      db.close()
    }
  } catch (thrown) {
    const error = storeError(thrown, file, 'configure')
    if (isTamisError(error) && error.code === 'config.no_database') return 'nothing'
    if (isTamisError(error) && isUnreadable(error)) return 'damaged'
    throw error
  }
}

/** What cannot be read is what a backup is for; so is what would have to be mended to be read. */
function isUnreadable({ code, details }: TamisError): boolean {
  return code === 'store.corrupt' || details.reason === 'SQLITE_READONLY_ROLLBACK'
}

/** @throws TamisError `pipeline.busy`. */
function requireNoRun(db: Database, now: number): void {
  interface Held {
    readonly pipeline: string
    readonly owner: string
    readonly expires_at: string | null
  }
  const self = systemOwner()
  const held = db.prepare<[], Held>('select pipeline, owner, expires_at from leases where owner is not null')
  for (const { pipeline, owner, expires_at } of held.all()) {
    const holder = JSON.parse(owner) as Owner
    const liveness = ownerAlive(holder, self)
    const isOver = liveness === 'unknown' && Date.parse(expires_at ?? '') <= now
    if (liveness === 'dead' || isOver) continue
    throw new TamisError('pipeline.busy', {
      message: `Pipeline ${pipeline} is being run by process ${holder.pid} on ${holder.host}, and would lose its work`,
      hint: `Wait for it to end, then restore again${liveness === 'unknown' ? `; if it is gone, its lease runs out at ${expires_at}` : ''}.`,
    })
  }
}

/** Batches of which a database has an attempt or a revision that the backup lacks. */
function lostBatches(db: Database, incoming: string): number {
  interface Known {
    readonly batch: string
    readonly what: string
  }
  const sql = `select batch_id as batch, attempt || ' ' || opened_at || ' ' || state as what from batches
    union all
    select b.batch_id, b.attempt || ' ' || v.revision || ' ' || v.published_at
    from revisions v join batches b on b.batch_no = v.batch_no`
  const known = (from: Database): readonly Known[] => from.prepare<[], Known>(sql).all()
  const copy = connectForReading(incoming)
  try {
    const kept = new Set(known(copy).map(({ batch, what }) => `${batch} ${what}`))
    const lost = known(db).filter(({ batch, what }) => !kept.has(`${batch} ${what}`))
    return new Set(lost.map(({ batch }) => batch)).size
  } finally {
    copy.close()
  }
}

function wouldLose(file: string, lost: number): TamisError {
  const what = lost === 1 ? 'one batch' : `${lost} batches`
  return new TamisError('usage.invalid', {
    message: `${file} holds ${what} that the backup lacks, or has only in an earlier state`,
    hint: 'Add --force to restore it nevertheless; the old file is kept aside.',
    details: { lost },
  })
}

/** Leaving WAL works only when nobody else has the file open, and folds the log into the file. */
function lock(db: Database, file: string): void {
  try {
    if (db.pragma('journal_mode = DELETE', { simple: true }) === 'delete') {
      db.exec('begin exclusive')
      return
    }
  } catch (cause) {
    const isBusy = cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY')
    if (!isBusy) throw cause
  }
  throw new TamisError('store.locked', {
    message: `Another program has ${file} open`,
    hint: 'Close it (a command of tamis, sqlite3, a dashboard), then restore again.',
  })
}
