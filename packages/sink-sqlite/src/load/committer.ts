import {
  type BatchCounts,
  conservationBroken,
  type Dataset,
  type Load,
  type Receipt,
  type Release,
  requireConserved,
  TamisError,
} from '@tamis/core'
import { type BatchRow, currentRow } from '../ledger.ts'
import { layoutOf, narrowed } from '../schema/layout.ts'
import type { StoreConnection } from '../store-connection.ts'
import { adoptBatch, isAdoptable } from './adopt-batch.ts'
import {
  type Changes,
  type Comparison,
  compareBatch,
  describe,
  type LedgerBatch,
  unseen,
} from './compare-batch.ts'
import { Dimensions } from './dimensions.ts'
import { KeptBatch, type ObservedBatch } from './kept-batch.ts'
import { type Reason, writeLedgerEntry, writeRevision } from './ledger-entry.ts'
import { QuarantineTable } from './quarantine-table.ts'
import { releaseEntry } from './release.ts'
import { RowCodec } from './row-codec.ts'
import { Rows } from './rows.ts'

/** Puts judged batches of one dataset into the database, each in one transaction. */
export class Committer<T extends object> {
  readonly rows: Rows<T>
  readonly quarantine: QuarantineTable
  readonly #store: StoreConnection
  readonly #dataset: Dataset<T>
  readonly #codec: RowCodec<T>
  #dimensions: Dimensions | undefined
  #rehearsed: Dimensions | undefined

  constructor(store: StoreConnection, dataset: Dataset<T>) {
    this.#store = store
    this.#dataset = dataset
    this.#codec = new RowCodec<T>(layoutOf(dataset))
    this.rows = new Rows(store.db, this.#codec)
    this.quarantine = new QuarantineTable(store.db)
  }

  /** What `commit` would change. Writes nothing. */
  rehearse(load: Load<T>): Receipt {
    requireConserved(load, (record) => this.#codec.keyOf(record))
    const { db } = this.#store
    this.#rehearsed ??= new Dimensions(db, this.#codec.layout, true)
    const dimensions = this.#rehearsed
    const compare = (): Receipt => {
      const { batch } = load
      const row = currentRow(db, batch.batchId) ?? (isAdoptable(db, batch) ? unseen(batch) : undefined)
      const { revision, changed, changes } = this.#compare(requireCommittable(row, load), load, dimensions)
      return { revision, changed, difference: describe(changes) }
    }
    // In a transaction, so that all of it is read as of one moment.
    return this.#store.read('load', db.transaction(compare))
  }

  commit(load: Load<T>): Receipt {
    requireConserved(load, (record) => this.#codec.keyOf(record))
    let kept = false
    try {
      const receipt = this.#store.write('commit', 'load', () => this.#commit(load))
      kept = true
      return receipt
    } finally {
      // Numbers that a rolled-back transaction gave out do not exist.
      if (!kept) this.#dimensions = undefined
    }
  }

  /** What a batch of the dataset holds, all of it or some fields. */
  kept(batch: ObservedBatch, fields?: readonly string[]): KeptBatch<T> {
    const { layout } = this.#codec
    const codec = fields === undefined ? this.#codec : new RowCodec<T>(narrowed(layout, fields))
    return new KeptBatch(this.#store.db, codec, batch)
  }

  /** @throws TamisError `usage.invalid`, `batch.unknown`. */
  release(release: Release): Receipt {
    const { rows, quarantine } = this
    const tools = { store: this.#store, dataset: this.#dataset, codec: this.#codec, rows, quarantine }
    return this.#store.write('release', 'load', () => releaseEntry(tools, release))
  }

  #commit(load: Load<T>): Receipt {
    const { db, lease } = this.#store
    const { batch } = load
    const row = requireCommittable(currentRow(db, batch.batchId) ?? adoptBatch(db, batch, lease.fence), load)
    this.#dimensions ??= new Dimensions(db, this.#codec.layout)
    const { sorted, changes, changed, revision } = this.#compare(row, load, this.#dimensions)
    if (changed) this.#apply(row, revision, load, changes)
    const counts = {
      ...load.counts,
      loaded: sorted.records.length,
      quarantined: sorted.quarantine.length,
    }
    this.#checkKept(row, load, counts)
    writeLedgerEntry(db, load, { row, revision, changed, counts, fence: lease.fence })
    if (revision > row.revision) this.#noteRevision(row, revision, load, counts)
    return { revision, changed, difference: describe(changes) }
  }

  #compare(row: LedgerBatch, load: Load<T>, dimensions: Dimensions): Comparison<T> {
    return compareBatch(
      { dataset: this.#dataset, rows: this.rows, quarantine: this.quarantine, dimensions },
      row,
      load,
    )
  }

  #apply(row: BatchRow, revision: number, load: Load<T>, changes: Changes<T>): void {
    this.rows.apply(row.batch_no, revision, changes.rows)
    if (row.revision === 0 && revision === 1) this.quarantine.adopt(row.batch_no, revision)
    this.quarantine.apply(row.batch_no, revision, load.at, changes.quarantine)
  }

  /** What stands in the tables is what was counted; in production too, since it is the promise. */
  #checkKept(row: BatchRow, load: Load<T>, counts: BatchCounts): void {
    const loaded = load.outcome === 'published' ? counts.loaded : 0
    const rows = this.rows.count(row.batch_no)
    const open = this.quarantine.countOpen(row.batch_no)
    const both = this.rows.countInBoth(row.batch_no)
    if (rows === loaded && open === counts.quarantined && both === 0) return
    throw conservationBroken(
      load,
      `${loaded} rows and ${counts.quarantined} quarantine entries were to be kept, and there are ${rows} and ${open}, ${both} of them in both`,
    )
  }

  #noteRevision(row: BatchRow, revision: number, load: Load<T>, counts: BatchCounts): void {
    writeRevision(this.#store.db, {
      batchNo: row.batch_no,
      revision,
      at: load.at,
      runId: this.#store.context.runId,
      reason: reasonOf(row, load),
      judgedBy: load.versions.hash,
      counts,
      note: load.note,
    })
  }
}

function requireCommittable<R extends LedgerBatch>(
  row: R | undefined,
  { batch, outcome }: Pick<Load<object>, 'batch' | 'outcome'>,
): R {
  const committable = row !== undefined && row.attempt === batch.attempt && row.state !== 'open'
  if (!committable || (row.state === 'published' && outcome === 'rejected')) {
    throw new TamisError('defect.unexpected', {
      message: `Batch ${batch.batchId}, attempt ${batch.attempt}, cannot be committed as ${outcome}: it is ${row?.state ?? 'not there'}`,
      phase: 'load',
    })
  }
  return row
}

function reasonOf<T extends object>(row: BatchRow, load: Load<T>): Reason {
  if (load.note !== null) return 'accepted'
  return row.state === 'sealed' ? 'run' : 'replay'
}
