import {
  type Batch,
  type NewBatch,
  type Page,
  type Sealed,
  type StagedPage,
  type StagerSession,
  sha256,
  TamisError,
} from '@tamis/core'
import type { StoreSession } from './session.ts'
import { type Attempt, type StoreState, sameId } from './state.ts'

const FAILURES_UNTIL_PARKED = 3

/** Raw pages and the states open, sealed and abandoned, in memory. */
export class MemoryStagerSession implements StagerSession {
  readonly #store: StoreSession

  constructor(store: StoreSession) {
    this.#store = store
  }

  async find(batchId: string): Promise<Batch | undefined> {
    return current(this.#store.read(), batchId)?.batch
  }

  async sealed(): Promise<readonly Batch[]> {
    return this.#store
      .read()
      .attempts.map(({ batch }) => batch)
      .filter(({ state, pipeline }) => state === 'sealed' && pipeline === this.#store.context.pipeline)
      .sort((a, b) => (a.extractedAt ?? 0) - (b.extractedAt ?? 0))
  }

  async begin(wanted: NewBatch): Promise<Batch> {
    return this.#store.write('batch.begin', (state) => {
      const before = state.attempts.filter(({ batch }) => sameId(batch.batchId, wanted.batchId))
      const last = before.at(-1)?.batch
      if (last !== undefined && last.pipeline !== wanted.pipeline) throw taken(last, wanted)
      if (last !== undefined && last.state !== 'abandoned') return [state, last]
      const batch: Batch = {
        ...structuredClone(wanted),
        // The next attempt is spelled as the first one was: ids name files, too.
        batchId: last?.batchId ?? wanted.batchId,
        attempt: before.length + 1,
        state: 'open',
        firstPageAt: null,
        extractedAt: null,
        pages: null,
        parkedAt: null,
        revision: 0,
      }
      const attempt: Attempt = { batch, sealed: null, failures: 0, pages: [] }
      return [{ ...state, attempts: [...state.attempts, attempt] }, batch]
    })
  }

  async put(batch: Batch, page: Page): Promise<StagedPage> {
    const { parsed: _, ...received } = page
    const { batchId, attempt } = batch
    const staged = { ...structuredClone(received), batchId, attempt, sha256: sha256(page.body) }
    return this.#change('page.put', batch, (found) => {
      const there = found.pages.find(({ request }) => request.page === page.request.page)
      if (there?.sha256 === staged.sha256) return [found, there]
      if (there !== undefined) throw otherBytes(staged)
      requireState(found, ['open'])
      const firstPageAt = Math.min(found.batch.firstPageAt ?? page.fetchedAt, page.fetchedAt)
      const pages = [...found.pages, staged]
      return [{ ...found, pages, batch: { ...found.batch, firstPageAt } }, staged]
    })
  }

  async *pages(batch: Batch): AsyncIterable<StagedPage> {
    const pages = find(this.#store.read(), batch).pages
    for (const page of [...pages].sort((a, b) => a.request.page - b.request.page)) {
      if (sha256(page.body) !== page.sha256) throw damaged(page)
      yield { ...page, body: page.body.slice() }
    }
  }

  async seal(batch: Batch, sealed: Sealed): Promise<Batch> {
    return this.#change('batch.seal', batch, (found) => {
      requireState(found, ['open', 'sealed'])
      if (found.batch.state === 'sealed') return [found, found.batch]
      const staged = found.pages.filter(({ request }) => request.kind === 'records').length
      if (staged !== sealed.pages)
        throw refused(found, `cannot be sealed: ${staged} of its ${sealed.pages} pages are staged`)
      const { pages, extractedAt } = sealed
      const closed: Batch = { ...found.batch, state: 'sealed', pages, extractedAt }
      return [{ ...found, sealed, batch: closed }, closed]
    })
  }

  async abandon(batch: Batch): Promise<void> {
    this.#change('batch.abandon', batch, (found) => {
      requireState(found, ['open', 'sealed'])
      return [{ ...found, batch: { ...found.batch, state: 'abandoned' } }, undefined]
    })
  }

  async failed(batch: Batch): Promise<Batch> {
    const now = this.#store.context.clock.now()
    return this.#change('batch.failed', batch, (found) => {
      const failures = found.failures + 1
      const parkedAt = failures < FAILURES_UNTIL_PARKED ? null : (found.batch.parkedAt ?? now)
      const counted: Batch = { ...found.batch, parkedAt }
      return [{ ...found, failures, batch: counted }, counted]
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#store.close()
  }

  #change<R>(name: string, batch: Batch, change: (found: Attempt) => readonly [Attempt, R]): R {
    return this.#store.write(name, (state) => {
      const found = find(state, batch)
      const [next, result] = change(found)
      return [{ ...state, attempts: state.attempts.map((one) => (one === found ? next : one)) }, result]
    })
  }
}

function current({ attempts }: StoreState, batchId: string): Attempt | undefined {
  return attempts.find(({ batch }) => sameId(batch.batchId, batchId) && batch.state !== 'abandoned')
}

function find({ attempts }: StoreState, wanted: Batch): Attempt {
  const found = attempts.find(
    ({ batch }) => sameId(batch.batchId, wanted.batchId) && batch.attempt === wanted.attempt,
  )
  if (found !== undefined) return found
  throw new TamisError('batch.unknown', { message: `No batch ${wanted.batchId}`, phase: 'stage' })
}

function requireState(found: Attempt, states: readonly Batch['state'][]): void {
  if (!states.includes(found.batch.state)) {
    throw refused(found, `is ${found.batch.state} and should be ${states.join(' or ')}`)
  }
}

function refused({ batch }: Attempt, why: string): TamisError {
  const message = `Batch ${batch.batchId}, attempt ${batch.attempt}, ${why}`
  return new TamisError('defect.unexpected', { message, phase: 'stage' })
}

function taken(found: Batch, wanted: NewBatch): TamisError {
  return new TamisError('batch.id_taken', {
    message: `Batch id ${found.batchId} belongs to pipeline ${found.pipeline}, not ${wanted.pipeline}`,
  })
}

function otherBytes({ batchId, request }: StagedPage): TamisError {
  return new TamisError('page.damaged', {
    message: `Page ${request.page} of ${batchId} is staged with other bytes, which are never replaced`,
  })
}

function damaged({ batchId, request }: StagedPage): TamisError {
  return new TamisError('page.damaged', {
    message: `Staged page ${request.page} of ${batchId} no longer matches its sha256`,
  })
}
