import type { Batch } from '../batch.ts'
import type { Source, SourceSession } from '../extract/source.ts'
import type { RunContext } from '../flow.ts'
import type { PageRequest, StagedPage } from '../page.ts'
import type { StagerSession } from '../stage/stager.ts'
import type { Connection } from './connect.ts'
import { PageBoard } from './page-board.ts'

/** Requests sent, for the report; also when the extraction failed. */
export type Meter = Pick<SourceSession, 'calls' | 'retries'>

/** A page to read, and as it is kept by who may have to read it again. */
export type OnPage = (page: StagedPage, kept: StagedPage) => void

/**
 * Asks once for every page of the plan that is not staged yet and stages the answers as they come. Returns all pages by
 * number once the plan has no more to ask. The first failure stops everything that is under way.
 *
 * @throws TamisError of source or stager; `context.signal.reason` when aborted.
 */
export async function extractBatch<T extends object>(
  source: Source<T>,
  stager: Pick<StagerSession, 'pages' | 'put'>,
  batch: Batch,
  context: RunContext,
  { session, stop }: Connection,
  onPage: OnPage,
): Promise<readonly StagedPage[]> {
  const board = new PageBoard()
  const asked = new Set<number>()
  for await (const page of stager.pages(batch)) {
    asked.add(page.request.page)
    board.add(page)
    onPage(page, page)
    context.emit({ kind: 'page', page: page.request.page, planned: null, resumed: true })
  }
  const { requests: planned } = source.estimate()
  const fetchPage = async (request: PageRequest): Promise<void> => {
    const page = await session.fetch(request)
    context.failpoint('page.received')
    const staged = withoutParsed(await stager.put(batch, page))
    const { batchId, attempt, sha256 } = staged
    const received: StagedPage = { ...page, batchId, attempt, sha256 }
    board.add(received, staged)
    onPage(received, staged)
    context.failpoint('page.staged')
    context.emit({ kind: 'page', page: request.page, planned, resumed: false })
  }
  await runAll(source.requests(board), {
    skip({ page }) {
      board.settle()
      const isKnown = asked.has(page)
      asked.add(page)
      return isKnown
    },
    run: fetchPage,
    concurrency: source.concurrency,
    signal: context.signal,
    onFailure(reason) {
      stop(reason)
      board.fail(reason)
    },
  })
  return board.take()
}

/** What a stager hands back is held to the end, and a page with what it was parsed to is several times as large. */
function withoutParsed(staged: StagedPage): StagedPage {
  if (staged.parsed === undefined) return staged
  const { parsed: _, ...kept } = staged
  return kept
}

interface Work {
  skip(request: PageRequest): boolean
  run(request: PageRequest): Promise<void>
  readonly concurrency: number
  readonly signal: AbortSignal
  onFailure(reason: unknown): void
}

/** Runs at most `concurrency` requests at once and waits for all, also after a failure, so that none outlives it. */
async function runAll(requests: AsyncIterable<PageRequest>, work: Work): Promise<void> {
  const running = new Set<Promise<void>>()
  let failure: { readonly reason: unknown } | undefined
  const fail = (reason: unknown): void => {
    failure ??= { reason }
    work.onFailure(failure.reason)
  }
  try {
    for await (const request of requests) {
      if (work.skip(request)) continue
      work.signal.throwIfAborted()
      const job = work.run(request).catch(fail)
      running.add(job)
      void job.then(() => running.delete(job))
      if (running.size >= work.concurrency) await Promise.race(running)
      if (failure !== undefined) break
    }
  } catch (reason) {
    fail(reason)
  }
  await Promise.all(running)
  if (failure !== undefined) throw failure.reason
}
