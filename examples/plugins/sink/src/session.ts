import {
  type Batch,
  type CommitOptions,
  type CommittedBatch,
  type Dataset,
  type EarlierLedgerEntry,
  type Load,
  type Observation,
  type QuarantineEntry,
  type Receipt,
  type RunContext,
  type RunReport,
  type RunStart,
  reportToJson,
  type SinkSession,
  samePlan,
} from '@tamis/core'
import { type FileLease, replaceFile } from '@tamis/core/files'
import { type BatchFiles, byTime } from './batch-files.ts'
import { committed } from './commit.ts'
import type { Header } from './lines.ts'

/** One run of a pipeline over the folder. What writes holds the lease, and has written when it resolves. */
export class LinesSession<T extends object> implements SinkSession<T> {
  readonly #root: string
  readonly #files: BatchFiles
  readonly #lease: FileLease
  readonly #dataset: Dataset<T>
  readonly #context: RunContext

  constructor(root: string, files: BatchFiles, lease: FileLease, dataset: Dataset<T>, context: RunContext) {
    this.#root = root
    this.#files = files
    this.#lease = lease
    this.#dataset = dataset
    this.#context = context
  }

  async find(batchId: string): Promise<CommittedBatch | undefined> {
    return (await this.#files.header(batchId))?.batch
  }

  async committed(): Promise<readonly CommittedBatch[]> {
    const batches = (await this.#files.headers()).map(({ batch }) => batch)
    return batches.filter(({ pipeline }) => pipeline === this.#context.pipeline)
  }

  async earlier(batch: Batch, limit: number): Promise<readonly EarlierLedgerEntry[]> {
    return (await this.#before(batch, limit)).map(
      ({ batch: { batchId, extractedAt, counts, gates }, sourceKeys }) => {
        return { batchId, extractedAt: extractedAt ?? 0, ...counts, sourceKeys, gates }
      },
    )
  }

  async history(batch: Batch, depth: number): Promise<ReadonlyMap<string, readonly Observation<T>[]>> {
    const history = new Map<string, Observation<T>[]>()
    for (const {
      batch: { batchId, extractedAt },
    } of await this.#before(batch, depth)) {
      const file = await this.#files.read(batchId, this.#dataset)
      for (const { record } of file?.records ?? []) {
        const key = String(Reflect.get(record, this.#dataset.key))
        const known = history.get(key) ?? []
        history.set(key, [...known, { record, batchId, extractedAt: extractedAt ?? 0 }])
      }
    }
    return history
  }

  async commit(load: Load<T>, options: CommitOptions = {}): Promise<Receipt> {
    const before = await this.#files.read(load.batch.batchId, this.#dataset)
    const { receipt, file } = committed(load, before, this.#dataset)
    if (options.dryRun === true) return receipt
    await this.#write('commit', async () => {
      if (file !== undefined) await this.#files.write(file)
    })
    return receipt
  }

  async *quarantined(batchId: string): AsyncIterable<QuarantineEntry> {
    const file = await this.#files.read(batchId, this.#dataset)
    yield* file?.quarantine ?? []
  }

  async unexported(): Promise<readonly CommittedBatch[]> {
    const found: CommittedBatch[] = []
    for (const batch of await this.committed()) {
      if (!(await this.#files.isExported(batch))) found.push(batch)
    }
    return found
  }

  async exported(batchId: string, revision: number, sha256: string | null): Promise<void> {
    await this.#write('issues.note', () => this.#files.noteExported(batchId, { revision, sha256 }))
  }

  async began(run: RunStart): Promise<void> {
    await this.#noteRun(run.runId, { ...run, pipeline: this.#context.pipeline })
  }

  async ended(report: RunReport): Promise<void> {
    await this.#noteRun(report.runId, reportToJson(report))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lease[Symbol.asyncDispose]()
  }

  async #noteRun(runId: string, run: object): Promise<void> {
    await this.#write('run.note', () => replaceFile(`${this.#root}/runs/${runId}.json`, JSON.stringify(run)))
  }

  /** A step that a crash must not tear, by whoever still holds the lease. */
  async #write(step: string, work: () => Promise<void>): Promise<void> {
    await this.#lease.hold()
    this.#context.failpoint(`${step}:before`)
    await work()
    this.#context.failpoint(`${step}:after`)
  }

  /** Published batches of the same pipeline and plan before a batch, the last one first. */
  async #before(batch: Batch, limit: number): Promise<readonly Header[]> {
    const same = (await this.#files.headers()).filter(
      ({ batch: other }) =>
        other.pipeline === batch.pipeline &&
        other.dataset === batch.dataset &&
        other.state === 'published' &&
        samePlan(other.plan, batch.plan) &&
        isBefore(other, batch),
    )
    return same.reverse().slice(0, limit)
  }
}

function isBefore(other: Batch, batch: Batch): boolean {
  if (other.batchId === batch.batchId) return false
  return byTime(other, { ...batch, extractedAt: batch.extractedAt ?? batch.openedAt }) < 0
}
