import {
  type Batch,
  type BatchState,
  type NewBatch,
  type Page,
  type RunContext,
  type Sealed,
  type StagedPage,
  type StagerSession,
  sha256,
  TamisError,
} from '@tamis/core'
import type { FileLease } from '@tamis/core/files'
import type { BatchFiles, KeptBatch } from './batch-files.ts'
import { pageNumbers, putPage, readNote, readPage } from './page-files.ts'

const FAILURES_UNTIL_PARKED = 3

/** One run of a pipeline over the folder. What writes holds the lease, and has written when it resolves. */
export class FolderSession implements StagerSession {
  readonly #batches: BatchFiles
  readonly #lease: FileLease
  readonly #context: RunContext

  constructor(batches: BatchFiles, lease: FileLease, context: RunContext) {
    this.#batches = batches
    this.#lease = lease
    this.#context = context
  }

  async find(batchId: string): Promise<Batch | undefined> {
    const last = await this.#batches.last(batchId)
    return last === undefined || last.state === 'abandoned' ? undefined : this.#withFirstPage(last)
  }

  async sealed(): Promise<readonly Batch[]> {
    const own = (await this.#batches.all()).filter(
      ({ pipeline, state }) => pipeline === this.#context.pipeline && state === 'sealed',
    )
    own.sort((a, b) => (a.extractedAt ?? 0) - (b.extractedAt ?? 0))
    return Promise.all(own.map((batch) => this.#withFirstPage(batch)))
  }

  async begin(batch: NewBatch): Promise<Batch> {
    const last = await this.#batches.last(batch.batchId)
    if (last !== undefined) requireOwn(last, batch)
    if (last !== undefined && last.state !== 'abandoned') return this.#withFirstPage(last)
    const next: KeptBatch = {
      ...batch,
      batchId: last?.batchId ?? batch.batchId,
      attempt: (last?.attempt ?? 0) + 1,
      state: 'open',
      extractedAt: null,
      pages: null,
      parkedAt: null,
      revision: 0,
      failures: 0,
    }
    await this.#write('batch.begin', () => this.#batches.create(next))
    // Of two that begin one batch at once, the other may have been first.
    return this.begin(batch)
  }

  async put(batch: Batch, page: Page): Promise<StagedPage> {
    const folder = this.#batches.folderOf(batch)
    const { request } = page
    const body = page.body.slice()
    const hash = sha256(body)
    const known = await readNote(folder, request.page)
    if (known === undefined) {
      await this.#requireState(batch, ['open'])
      await this.#write('page.put', () => putPage(folder, { ...page, body }, hash))
    } else await this.#lease.hold()
    const kept = known ?? (await readNote(folder, request.page))
    if (kept?.sha256 !== hash) throw otherBytes(batch, page)
    return { ...page, body, batchId: batch.batchId, attempt: batch.attempt, sha256: hash }
  }

  async *pages(batch: Batch): AsyncIterable<StagedPage> {
    const folder = this.#batches.folderOf(batch)
    for (const page of await pageNumbers(folder)) yield readPage(folder, batch, page)
  }

  async seal(batch: Batch, { pages, extractedAt }: Sealed): Promise<Batch> {
    const kept = await this.#requireState(batch, ['open', 'sealed'])
    if (kept.state === 'sealed') return this.#withFirstPage(kept)
    const staged = (await pageNumbers(this.#batches.folderOf(batch))).filter((page) => page > 0).length
    if (staged !== pages) throw defect(batch, `cannot be sealed: ${staged} of its ${pages} pages are staged`)
    return this.#replace('batch.seal', { ...kept, state: 'sealed', pages, extractedAt })
  }

  async abandon(batch: Batch): Promise<void> {
    const kept = await this.#requireState(batch, ['open', 'sealed'])
    await this.#replace('batch.abandon', { ...kept, state: 'abandoned' })
  }

  async failed(batch: Batch): Promise<Batch> {
    const kept = await this.#requireState(batch, ['open', 'sealed'])
    const failures = kept.failures + 1
    const isParked = failures >= FAILURES_UNTIL_PARKED
    const parkedAt = isParked ? (kept.parkedAt ?? this.#context.clock.now()) : null
    return this.#replace('batch.failed', { ...kept, failures, parkedAt })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lease[Symbol.asyncDispose]()
  }

  /** A step that a crash must not tear, by whoever still holds the lease. */
  async #write<R>(step: string, work: () => Promise<R>): Promise<R> {
    await this.#lease.hold()
    this.#context.failpoint(`${step}:before`)
    const result = await work()
    this.#context.failpoint(`${step}:after`)
    return result
  }

  async #replace(step: string, batch: KeptBatch): Promise<Batch> {
    await this.#write(step, () => this.#batches.replace(batch))
    return this.#withFirstPage(batch)
  }

  async #requireState(batch: Batch, states: readonly BatchState[]): Promise<KeptBatch> {
    const last = await this.#batches.last(batch.batchId)
    if (last?.attempt === batch.attempt && states.includes(last.state)) return last
    await this.#lease.hold()
    throw defect(batch, `is ${last?.state ?? 'not there'} and should be ${states.join(' or ')}`)
  }

  async #withFirstPage({ failures: _, ...batch }: KeptBatch): Promise<Batch> {
    const folder = this.#batches.folderOf(batch)
    const times: number[] = []
    for (const page of await pageNumbers(folder)) {
      const note = await readNote(folder, page)
      if (note !== undefined) times.push(note.fetchedAt)
    }
    return { ...batch, firstPageAt: times.length === 0 ? null : Math.min(...times) }
  }
}

function requireOwn(found: Batch | KeptBatch, wanted: NewBatch): void {
  if (found.pipeline === wanted.pipeline) return
  throw new TamisError('batch.id_taken', {
    message: `Batch id ${found.batchId} belongs to pipeline ${found.pipeline}, not ${wanted.pipeline}`,
  })
}

function otherBytes(batch: Batch, page: Page): TamisError {
  return new TamisError('page.damaged', {
    message: `Page ${page.request.page} of ${batch.batchId} is staged with other bytes, which are never replaced`,
    hint: 'Run again with the same --batch-id: it goes on from what is staged.',
  })
}

function defect(batch: Batch, what: string): TamisError {
  const message = `Batch ${batch.batchId}, attempt ${batch.attempt}, ${what}`
  return new TamisError('defect.unexpected', { message, phase: 'stage' })
}
