import type { Batch, NewBatch } from '../batch.ts'
import type { RunContext } from '../flow.ts'
import type { Page, StagedPage } from '../page.ts'

/** Keeps raw pages. Owns the states open, sealed and abandoned. */
export interface Stager {
  readonly name: string
  /**
   * Opens the store for one run of a pipeline and takes the pipeline's lease; fails before any request if the store
   * could not be written later.
   *
   * @throws TamisError `pipeline.busy` when another run holds the lease, `store.*` when the store cannot be used.
   */
  open(context: RunContext): Promise<StagerSession>
}

/** Every method that writes is durable when it resolves, and does nothing if the lease was lost (`store.fenced`). */
export interface StagerSession extends AsyncDisposable {
  /** The attempt of this id that is not abandoned, of whatever pipeline. Ids are compared without case. */
  find(batchId: string): Promise<Batch | undefined>
  /** Sealed batches of the pipeline, oldest first. */
  sealed(): Promise<readonly Batch[]>
  /**
   * Begins the first attempt, or the next one after an abandoned one. Parallel calls with one id: one wins.
   *
   * @throws TamisError `batch.id_taken` for the id of another pipeline's batch.
   */
  begin(batch: NewBatch): Promise<Batch>
  /**
   * Keeps a page of an open batch. The same page again is a no-op if the bytes are the same, and must not replace other
   * bytes. The caller may use the bytes' memory for something else afterwards.
   */
  put(batch: Batch, page: Page): Promise<StagedPage>
  /** The staged pages in the order of their numbers; reads one at a time. @throws TamisError `page.damaged`. */
  pages(batch: Batch): AsyncIterable<StagedPage>
  /**
   * Marks all pages as staged; refuses when another number of pages of records is there than the plan came to. Again, of
   * a sealed batch, is a no-op.
   */
  seal(batch: Batch, sealed: Sealed): Promise<Batch>
  /** Gives up an attempt; its pages stay. */
  abandon(batch: Batch): Promise<void>
  /** Counts a resume that ended in an error of tamis, a rule or a plugin; the third in a row parks the batch. */
  failed(batch: Batch): Promise<Batch>
}

export interface Sealed {
  /** Pages of records that the plan came to. */
  readonly pages: number
  /** Records that were asked for. */
  readonly requested: number
  /** Time of the batch: when the body of its last page ended, in milliseconds since 1970 UTC. */
  readonly extractedAt: number
  /** Hash of the listing the plan was made from, if there was one. */
  readonly listingSha256: string | null
}
