import type {
  Batch,
  CommitOptions,
  CommittedBatch,
  Dataset,
  EarlierLedgerEntry,
  Load,
  Observation,
  QuarantineEntry,
  Receipt,
  Release,
  RunReport,
  RunStart,
  SinkSession,
} from '@tamis/core'
import { type CommittedRow, committedRow, rowsBefore, toCommitted, toEarlier } from '../ledger.ts'
import type { StoreConnection } from '../store-connection.ts'
import { Committer } from './committer.ts'
import { toEntry } from './quarantine-table.ts'
import { noteBegan, noteEnded } from './runs.ts'

/** Records, quarantine and ledger of one pipeline, over one SQLite file. */
export class SqliteSinkSession<T extends object> implements SinkSession<T> {
  readonly #store: StoreConnection
  readonly #committer: Committer<T>
  readonly #release: () => Promise<void>

  constructor(store: StoreConnection, dataset: Dataset<T>, release: () => Promise<void>) {
    this.#store = store
    this.#committer = new Committer(store, dataset)
    this.#release = release
  }

  async find(batchId: string): Promise<CommittedBatch | undefined> {
    const row = this.#store.read('load', () => committedRow(this.#store.db, batchId))
    return row === undefined ? undefined : toCommitted(row)
  }

  async committed(): Promise<readonly CommittedBatch[]> {
    return this.#own(`state in ('published', 'rejected')`)
  }

  async earlier(batch: Batch, limit: number): Promise<readonly EarlierLedgerEntry[]> {
    return this.#store.read('transform', () => rowsBefore(this.#store.db, batch, limit)).map(toEarlier)
  }

  async history(
    batch: Batch,
    depth: number,
    fields?: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Observation<T>[]>> {
    return this.#store.read('transform', () => {
      const history = new Map<string, Observation<T>[]>()
      for (const { batch_no, batch_id, extracted_at } of rowsBefore(this.#store.db, batch, depth)) {
        const observed = { batchNo: batch_no, batchId: batch_id, extractedAt: Date.parse(extracted_at ?? '') }
        const kept = this.#committer.kept(observed, fields)
        for (const [key, seen] of kept.observations()) {
          const known = history.get(key)
          if (known === undefined) history.set(key, [seen])
          else known.push(seen)
        }
      }
      return history
    })
  }

  async commit(load: Load<T>, options: CommitOptions = {}): Promise<Receipt> {
    return options.dryRun === true ? this.#committer.rehearse(load) : this.#committer.commit(load)
  }

  /**
   * Loads one quarantined record of a published batch, as the next revision, although rules object; replay honours it.
   *
   * @throws TamisError `usage.invalid`, `batch.unknown`, `store.*`.
   */
  async release(release: Release): Promise<Receipt> {
    return this.#committer.release(release)
  }

  async *quarantined(batchId: string): AsyncIterable<QuarantineEntry> {
    const row = this.#store.read('load', () => committedRow(this.#store.db, batchId))
    if (row === undefined) return
    const entries = this.#committer.quarantine.open(row.batch_no)
    for (;;) {
      const next = this.#store.read('load', () => entries.next())
      if (next.done === true) return
      yield toEntry(next.value)
    }
  }

  async unexported(): Promise<readonly CommittedBatch[]> {
    return this.#own(`state in ('published', 'rejected') and exported_revision is null`)
  }

  async exported(batchId: string, revision: number, sha256: string | null): Promise<void> {
    this.#store.write('issues.note', 'load', () => {
      const sql = `update batches set exported_revision = ?, issue_sha256 = ?
        where batch_id = ? and revision = ? and state in ('published', 'rejected')`
      this.#store.db.prepare(sql).run(revision, sha256, batchId, revision)
    })
  }

  async began(run: RunStart): Promise<void> {
    this.#store.write('run.begin', 'load', () => noteBegan(this.#store.db, this.#store.context.pipeline, run))
  }

  async ended(report: RunReport): Promise<void> {
    this.#store.write('run.end', 'load', () => noteEnded(this.#store.db, report))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release()
  }

  #own(condition: string): readonly CommittedBatch[] {
    const { db, context } = this.#store
    const sql = `select * from batches where pipeline = ? and ${condition} order by extracted_at, batch_no`
    return this.#store
      .read('load', () => db.prepare<[string], CommittedRow>(sql).all(context.pipeline))
      .map(toCommitted)
  }
}
