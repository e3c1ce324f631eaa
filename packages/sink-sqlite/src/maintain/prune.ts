import { systemClock } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { openDatabase } from '../open/open-database.ts'
import { checkOptions } from '../options.ts'
import { connectForReading } from '../read/open-market.ts'
import { databaseSize } from '../read/status.ts'
import { quoted } from '../schema/identifier.ts'
import { stagedTable } from '../schema/layout.ts'
import { storeError } from '../sqlite-errors.ts'
import { batchesWithBytes, isPrunable, type Prunable } from './prunable-batches.ts'

export interface PruneOptions {
  /** Batches observed before it, in milliseconds since 1970 UTC. */
  readonly before?: number
  /** The oldest raw pages go until no more than this stays, in bytes as kept. */
  readonly keepBytes?: number
  /** Only this pipeline, whose raw pages alone count then. Default all. */
  readonly pipeline?: string
}

export interface Pruning {
  /** The oldest first. */
  readonly batches: readonly Prunable[]
  /** Raw bytes that go, and that stay. */
  readonly bytes: number
  readonly keptBytes: number
}

export interface Pruned extends Pruning {
  /** By how much the database file shrank. */
  readonly freedBytes: number
}

/**
 * What would go; nothing without `before` or `keepBytes`. Never anything but the bytes of raw pages: their hashes stay, and
 * so do rows, quarantine and ledger, and all pages of batches that are open, sealed or rejected, or the last published one
 * of their pipeline.
 *
 * @throws TamisError `config.no_database`, `store.*`.
 */
export function prunable(path: string, options: PruneOptions): Pruning {
  const db = connectForReading(path)
  try {
    return choose(batchesWithBytes(db), options)
  } catch (thrown) {
    throw storeError(thrown, path, 'configure')
  } finally {
    db.close()
  }
}

/**
 * Empties the raw pages that {@link prunable} names, a batch a transaction, and gives the space back to the disk. A run
 * may go on meanwhile: no lease is taken, as nothing that a run writes is touched. Cut off anywhere, it has pruned some.
 *
 * @throws TamisError `config.no_database`, `store.*`.
 */
export async function prune(path: string, options: PruneOptions): Promise<Pruned> {
  const { batches } = prunable(path, options)
  if (batches.length === 0) return { ...prunable(path, options), freedBytes: 0 }
  const db = await openDatabase(checkOptions({ path }), systemClock)
  try {
    const sizeBefore = databaseSize(db).bytes
    const emptied = batches.filter((batch) => empty(db, batch))
    giveBack(db)
    return {
      batches: emptied,
      bytes: sumOf(emptied),
      keptBytes: sumOf(ofPipeline(batchesWithBytes(db), options.pipeline)),
      freedBytes: Math.max(0, sizeBefore - databaseSize(db).bytes),
    }
  } catch (thrown) {
    throw storeError(thrown, path, 'load')
  } finally {
    db.close()
  }
}

function choose(all: readonly Prunable[], { before, keepBytes, pipeline }: PruneOptions): Pruning {
  const wanted = ofPipeline(all, pipeline)
  const batches: Prunable[] = []
  let kept = sumOf(wanted)
  for (const batch of wanted) {
    const isOld = before !== undefined && batch.extractedAt < before
    const isTooMuch = keepBytes !== undefined && kept > keepBytes
    if (!batch.mayGo || !(isOld || isTooMuch)) continue
    batches.push(batch)
    kept -= batch.bytes
  }
  return { batches, bytes: sumOf(batches), keptBytes: kept }
}

function ofPipeline(all: readonly Prunable[], pipeline: string | undefined): readonly Prunable[] {
  return pipeline === undefined ? all : all.filter((batch) => batch.pipeline === pipeline)
}

function sumOf(batches: readonly Prunable[]): number {
  return batches.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** False when a run took the batch up since it was looked at. */
function empty(db: Database, { dataset, batchId, attempt }: Prunable): boolean {
  const sql = `update ${quoted(stagedTable(dataset))} set body = null where batch_id = @batchId and attempt = @attempt
    and body is not null and (select ${isPrunable('b')} from batches b where b.batch_id = @batchId and b.attempt = @attempt)`
  return db.transaction(() => db.prepare(sql).run({ batchId, attempt }).changes > 0).immediate()
}

const PAGES_AT_ONCE = 2000

/** Free pages go back to the disk, some at a time, so that a run that waits gets its turn. */
function giveBack(db: Database): void {
  const free = (): number => Number(db.pragma('freelist_count', { simple: true }))
  // What SQLite cannot give back (a file made without that) stays free for new rows.
  for (let left = free(), before = left + 1; left > 0 && left < before; before = left, left = free()) {
    db.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`)
  }
  db.pragma('wal_checkpoint(TRUNCATE)')
}
