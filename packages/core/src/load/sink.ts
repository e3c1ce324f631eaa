import type { Batch } from '../batch.ts'
import type { Dataset } from '../dataset.ts'
import type { RunContext } from '../flow.ts'
import type { BatchCounts, RunReport } from '../report.ts'
import type { GateResult } from '../transform/gate.ts'
import type { Observation } from '../transform/rule.ts'
import type { EarlierLedgerEntry, QuarantineEntry, Transformed } from '../transform/transformed.ts'

/** Where records go. Owns the states published and rejected; the ledger is its own. */
export interface Sink<T extends object> {
  readonly name: string
  /**
   * Opens the sink for one run of a pipeline, makes or migrates what it keeps, and takes the pipeline's lease.
   *
   * @throws TamisError `pipeline.busy`, `store.*`.
   */
  open(dataset: Dataset<T>, context: RunContext): Promise<SinkSession<T>>
}

/** Every method that writes is durable when it resolves, and does nothing if the lease was lost (`store.fenced`). */
export interface SinkSession<T extends object> extends AsyncDisposable {
  /** The batch if this sink published or rejected it. Of whatever pipeline; ids are compared without case. */
  find(batchId: string): Promise<CommittedBatch | undefined>
  /** The pipeline's committed batches by time, for replay. */
  committed(): Promise<readonly CommittedBatch[]>
  /** Earlier published batches with the same plan, the last one first. `gate` results carry each gate's measures. */
  earlier(batch: Batch, limit: number): Promise<readonly EarlierLedgerEntry[]>
  /**
   * What the pipeline's last `depth` published batches before this one say of each key, the last one first. Of their
   * records only `fields` are looked at, where given: a sink may spare itself the others.
   */
  history(
    batch: Batch,
    depth: number,
    fields?: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Observation<T>[]>>

  /**
   * Commits a batch in one transaction: records, quarantine and ledger entry together or not at all. Checks that the
   * counts add up against what it was handed. `rejected`: quarantine and ledger, no record. Again with a batch that is
   * committed: a no-op if nothing differs, else the next revision, which keeps what it replaced as a difference and
   * marks quarantine entries that pass now as released. A published batch is never taken back: it is not rejected later.
   * Takes sealed batches of any stager. With `dryRun` it only says what would change.
   *
   * @throws TamisError `conservation.broken`, `store.*`.
   */
  commit(load: Load<T>, options?: CommitOptions): Promise<Receipt>

  /**
   * Loads one quarantined record of a published batch as the next revision, although rules object, and honours that when
   * the batch is committed again. Left out by sinks that cannot.
   *
   * @throws TamisError `usage.invalid` when there is nothing to release or it must not be, `batch.unknown`, `store.*`.
   */
  release?(release: Release): Promise<Receipt>

  /** Open quarantine entries of a batch by page and position. */
  quarantined(batchId: string): AsyncIterable<QuarantineEntry>
  /** Batches of the pipeline whose issue file is older than their revision. */
  unexported(): Promise<readonly CommittedBatch[]>
  /** Notes that the issue file of a revision is written (sha256 of its bytes) or, with null, not needed. */
  exported(batchId: string, revision: number, sha256: string | null): Promise<void>

  /** Notes in the ledger that a run begins, and how it ended. */
  began(run: RunStart): Promise<void>
  ended(report: RunReport): Promise<void>
}

export interface RunStart {
  readonly runId: string
  readonly batchId: string
  readonly mode: 'run' | 'replay'
  readonly startedAt: number
}

export interface CommittedBatch extends Batch {
  readonly counts: BatchCounts
  readonly pages: number
  readonly requested: number
  readonly missing: number
  readonly findings: Readonly<Record<string, number>>
  readonly warnings: number
  readonly gates: readonly GateResult[]
  /** What judged it: source, dataset and rule versions with their settings, as one hash. */
  readonly judgedBy: string
}

/** A record that somebody lets through although rules object. */
export interface Release {
  readonly batchId: string
  readonly page: number
  readonly position: number
  /** Who takes the responsibility; kept. */
  readonly by: string
  /** Why; kept. Not empty. */
  readonly note: string
  /** Now, in milliseconds since 1970 UTC. */
  readonly at: number
}

/** One batch, judged and ready to commit. */
export interface Load<T extends object> extends Transformed<T> {
  /** Now, in milliseconds since 1970 UTC: the time of publication. */
  readonly at: number
  /** Why a gate was overridden by hand; null otherwise. */
  readonly note: string | null
}

export interface CommitOptions {
  readonly dryRun?: boolean
}

/** What a sink says it did. */
export interface Receipt {
  /** The batch's revision after it. */
  readonly revision: number
  /** False when the batch stood exactly so before. */
  readonly changed: boolean
  readonly difference: Difference
}

/** What a commit changed against what was published before, by key. */
export interface Difference {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
  /** Kept out now, with the rules that do so. */
  readonly quarantined: readonly { readonly key: string | null; readonly rules: readonly string[] }[]
  /** Was kept out, passes now, with the rules that no longer object. */
  readonly released: readonly { readonly key: string | null; readonly rules: readonly string[] }[]
}
