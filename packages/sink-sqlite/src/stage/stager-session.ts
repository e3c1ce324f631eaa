import {
  BATCH_STATES,
  type Batch,
  isoTime,
  type NewBatch,
  type Page,
  planText,
  type Sealed,
  type StagedPage,
  type StagerSession,
  sha256,
  TamisError,
} from '@tamis/core'
import { type BatchRow, currentRow, toBatch } from '../ledger.ts'
import { makeStagedTable } from '../schema/dataset-tables.ts'
import type { StoreConnection } from '../store-connection.ts'
import { encode } from './codec.ts'
import { packedPage, Unpacker } from './packed-page.ts'
import { findPage, insertPage, pageNumbers, readPage } from './staged-pages.ts'

const FAILURES_UNTIL_PARKED = 3

/** Raw pages and the states open, sealed and abandoned, over one SQLite file. */
export class SqliteStagerSession implements StagerSession {
  readonly #store: StoreConnection
  readonly #release: () => Promise<void>
  readonly #unpacker = new Unpacker()

  constructor(store: StoreConnection, release: () => Promise<void>) {
    this.#store = store
    this.#release = release
  }

  async find(batchId: string): Promise<Batch | undefined> {
    const row = this.#store.read('stage', () => currentRow(this.#store.db, batchId))
    return row === undefined ? undefined : toBatch(row)
  }

  async sealed(): Promise<readonly Batch[]> {
    const sql = `select * from batches where pipeline = ? and state = 'sealed' order by extracted_at, batch_no`
    const { db, context } = this.#store
    return this.#store
      .read('stage', () => db.prepare<[string], BatchRow>(sql).all(context.pipeline))
      .map(toBatch)
  }

  async begin(batch: NewBatch): Promise<Batch> {
    return this.#store.write('batch.begin', 'stage', () => {
      const current = currentRow(this.#store.db, batch.batchId)
      if (current === undefined) return this.#insert(batch)
      requireOwn(current, batch)
      return toBatch(current)
    })
  }

  async put(batch: Batch, page: Page): Promise<StagedPage> {
    const { options } = this.#store
    const hash = sha256(page.body)
    const body = encode(page.body, options.codec)
    this.#store.write('page.put', 'stage', () => {
      // A batch that was never begun may have no table either.
      this.#requireState(batch, BATCH_STATES)
      const found = findPage(this.#store, batch, page.request.page)
      if (found === undefined) {
        this.#requireState(batch, ['open'])
        insertPage(this.#store, batch, { page, codec: options.codec, body, sha256: hash })
        this.#noteFirstPage(batch, page)
      } else if (found.sha256 !== hash) throw otherBytes(batch, page)
    })
    const staged = { ...page, batchId: batch.batchId, attempt: batch.attempt, sha256: hash }
    const packed = { body, codec: options.codec, bytes: page.body.byteLength }
    return packedPage(staged, packed, this.#unpacker)
  }

  async *pages(batch: Batch): AsyncIterable<StagedPage> {
    const { db } = this.#store
    for (const page of this.#store.read('transform', () => pageNumbers(db, batch))) {
      yield this.#store.read('transform', () => readPage(this.#store, batch, page, this.#unpacker))
    }
  }

  async seal(batch: Batch, sealed: Sealed): Promise<Batch> {
    return this.#store.write('batch.seal', 'stage', () => {
      const row = this.#requireState(batch, ['open', 'sealed', 'published', 'rejected'])
      if (row.state !== 'open') return toBatch(row)
      const staged = pageNumbers(this.#store.db, batch).filter((page) => page > 0).length
      if (staged !== sealed.pages) throw incomplete(batch, sealed.pages, staged)
      this.#update(
        batch,
        `state = 'sealed', pages = ?, requested = ?, extracted_at = ?, listing_sha256 = ?`,
        sealed.pages,
        sealed.requested,
        isoTime(sealed.extractedAt),
        sealed.listingSha256,
      )
      return this.#current(batch)
    })
  }

  async abandon(batch: Batch): Promise<void> {
    this.#store.write('batch.abandon', 'stage', () => {
      this.#requireState(batch, ['open', 'sealed'])
      this.#update(batch, `state = 'abandoned'`)
    })
  }

  async failed(batch: Batch): Promise<Batch> {
    const now = isoTime(this.#store.context.clock.now())
    return this.#store.write('batch.failed', 'stage', () => {
      const parked = `parked_at = case when failures + 1 >= ${FAILURES_UNTIL_PARKED} then coalesce(parked_at, ?) end`
      this.#update(batch, `failures = failures + 1, ${parked}`, now)
      return this.#current(batch)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release()
  }

  /** The next attempt, spelled as the first one was: ids are compared without case, and name files. */
  #insert(batch: NewBatch): Batch {
    const { db, lease } = this.#store
    const sql = 'select * from batches where batch_id = ? order by attempt desc limit 1'
    const last = db.prepare<[string], BatchRow>(sql).get(batch.batchId)
    if (last !== undefined) requireOwn(last, batch)
    makeStagedTable(db, batch.dataset)
    const { plan } = batch
    db.prepare(
      `insert into batches (batch_id, attempt, pipeline, dataset, state, ad_hoc, universe, vs_currency, parameters, plan, opened_at, fence)
       values (?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      last?.batch_id ?? batch.batchId,
      (last?.attempt ?? 0) + 1,
      batch.pipeline,
      batch.dataset,
      batch.adHoc ? 1 : 0,
      plan.universe,
      plan.currency,
      JSON.stringify(plan.parameters),
      planText(plan),
      isoTime(batch.openedAt),
      lease.fence,
    )
    return toBatch(currentRow(db, batch.batchId) as BatchRow)
  }

  #noteFirstPage(batch: Batch, page: Page): void {
    const at = isoTime(page.fetchedAt)
    this.#update(batch, 'first_page_at = min(coalesce(first_page_at, ?), ?)', at, at)
  }

  #update(batch: Batch, set: string, ...values: readonly (string | number | null)[]): void {
    this.#store
      .statement(`update batches set ${set}, fence = ? where batch_id = ? and attempt = ?`)
      .run(...values, this.#store.lease.fence, batch.batchId, batch.attempt)
  }

  #current(batch: Batch): Batch {
    return toBatch(this.#requireState(batch, ['open', 'sealed', 'published', 'rejected']))
  }

  #requireState(batch: Batch, states: readonly Batch['state'][]): BatchRow {
    const sql = 'select * from batches where batch_id = ? and attempt = ?'
    const row = this.#store.statement<[string, number], BatchRow>(sql).get(batch.batchId, batch.attempt)
    if (row !== undefined && states.includes(row.state)) return row
    throw new TamisError('defect.unexpected', {
      message: `Batch ${batch.batchId}, attempt ${batch.attempt}, is ${row?.state ?? 'not there'} and should be ${states.join(' or ')}`,
      phase: 'stage',
    })
  }
}

function requireOwn(found: BatchRow, wanted: NewBatch): void {
  if (found.pipeline === wanted.pipeline) return
  throw new TamisError('batch.id_taken', {
    message: `Batch id ${found.batch_id} belongs to pipeline ${found.pipeline}, not ${wanted.pipeline}`,
  })
}

function otherBytes(batch: Batch, page: Page): TamisError {
  return new TamisError('page.damaged', {
    message: `Page ${page.request.page} of ${batch.batchId} is staged with other bytes, which are never replaced`,
    hint: 'Run again with the same --batch-id: it goes on from what is staged.',
  })
}

function incomplete(batch: Batch, planned: number, staged: number): TamisError {
  return new TamisError('defect.unexpected', {
    message: `Batch ${batch.batchId} cannot be sealed: ${staged} of its ${planned} pages are staged`,
    phase: 'stage',
  })
}
