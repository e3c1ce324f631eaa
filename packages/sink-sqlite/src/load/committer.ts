import {
  type BatchCounts,
  conservationBroken,
  type Dataset,
  type Difference,
  type Load,
  type Receipt,
  type Release,
  requireConserved,
  TamisError,
} from '@tamis/core'
import { type BatchRow, currentRow } from '../ledger.ts'
import { layoutOf, narrowed } from '../schema/layout.ts'
import type { StoreConnection } from '../store-connection.ts'
import { adoptBatch } from './adopt-batch.ts'
import { Dimensions } from './dimensions.ts'
import { parseFindings, rulesOf } from './findings.ts'
import { KeptBatch, type ObservedBatch } from './kept-batch.ts'
import { type Reason, writeLedgerEntry, writeRevision } from './ledger-entry.ts'
import { honourReleases, type Sorted } from './overrides.ts'
import { compareQuarantine, type QuarantineChanges, QuarantineTable } from './quarantine-table.ts'
import { releaseEntry } from './release.ts'
import { RowCodec } from './row-codec.ts'
import { type RowChanges, Rows } from './rows.ts'

interface Changes<T extends object> {
  readonly rows: RowChanges<T>
  readonly quarantine: QuarantineChanges
}

/** Puts judged batches of one dataset into the database, each in one transaction. */
export class Committer<T extends object> {
  readonly rows: Rows<T>
  readonly quarantine: QuarantineTable
  readonly #store: StoreConnection
  readonly #dataset: Dataset<T>
  readonly #codec: RowCodec<T>
  #dimensions: Dimensions | undefined

  constructor(store: StoreConnection, dataset: Dataset<T>) {
    this.#store = store
    this.#dataset = dataset
    this.#codec = new RowCodec<T>(layoutOf(dataset))
    this.rows = new Rows(store.db, this.#codec)
    this.quarantine = new QuarantineTable(store.db)
  }

  commit(load: Load<T>, dryRun: boolean): Receipt {
    requireConserved(load, (record) => this.#codec.keyOf(record))
    let kept = false
    try {
      const receipt = dryRun
        ? this.#store.rehearse('load', () => this.#commit(load))
        : this.#store.write('commit', 'load', () => this.#commit(load))
      kept = !dryRun
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
    const { db } = this.#store
    const row = requireCommittable(this.#store, load)
    const kept = this.quarantine.all(row.batch_no)
    const sorted = honourReleases(this.#dataset, load, kept)
    const changes = {
      rows: this.#compareRows(row, load, sorted),
      quarantine: compareQuarantine(kept, sorted.quarantine),
    }
    const changed = row.state !== load.outcome || differs(changes)
    const revision = load.outcome === 'published' && changed ? row.revision + 1 : row.revision
    if (changed) this.#apply(row, revision, load, changes)
    const counts = {
      ...load.counts,
      loaded: sorted.records.length,
      quarantined: sorted.quarantine.length,
    }
    this.#checkKept(row, load, counts)
    writeLedgerEntry(db, load, { row, revision, changed, counts, fence: this.#store.lease.fence })
    if (revision > row.revision) this.#noteRevision(row, revision, load, counts)
    return { revision, changed, difference: describe(changes) }
  }

  #compareRows(row: BatchRow, load: Load<T>, { records }: Sorted<T>): RowChanges<T> {
    if (load.outcome === 'rejected') return { added: [], changed: [], removed: [] }
    this.#dimensions ??= new Dimensions(this.#store.db, this.#codec.layout)
    return this.rows.compare(row.batch_no, this.rows.prepare(records, this.#dimensions))
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

function requireCommittable<T extends object>(
  { db, lease }: StoreConnection,
  { batch, outcome }: Load<T>,
): BatchRow {
  const row = currentRow(db, batch.batchId) ?? adoptBatch(db, batch, lease.fence)
  const committable = row !== undefined && row.attempt === batch.attempt && row.state !== 'open'
  if (!committable || (row.state === 'published' && outcome === 'rejected')) {
    throw new TamisError('defect.unexpected', {
      message: `Batch ${batch.batchId}, attempt ${batch.attempt}, cannot be committed as ${outcome}: it is ${row?.state ?? 'not there'}`,
      phase: 'load',
    })
  }
  return row
}

function differs<T extends object>({ rows, quarantine }: Changes<T>): boolean {
  return [rows, quarantine].some((changes) => Object.values(changes).some((list) => list.length > 0))
}

function describe<T extends object>({ rows, quarantine }: Changes<T>): Difference {
  return {
    added: rows.added.map((row) => row.key),
    removed: rows.removed.map((row) => row.key),
    changed: rows.changed.map((row) => row.key),
    quarantined: [...quarantine.added, ...quarantine.reopened].map(({ key, findings }) => ({
      key,
      rules: rulesOf(findings),
    })),
    released: quarantine.released.map(({ key, findings }) => ({
      key,
      rules: rulesOf(parseFindings(findings)),
    })),
  }
}

function reasonOf<T extends object>(row: BatchRow, load: Load<T>): Reason {
  if (load.note !== null) return 'accepted'
  return row.state === 'sealed' ? 'run' : 'replay'
}
