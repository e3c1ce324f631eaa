import type { Clock, PageRequest, RunContext, SourceSession, StagedPage, StagedPages } from '@tamis/core'
import { type Page, type Source, sha256, systemClock, systemOwner } from '@tamis/core'

type ContextParts = Partial<Pick<RunContext, 'clock' | 'signal' | 'deadline' | 'random' | 'emit' | 'logger'>>

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** A context of the real machine, with no deadline, unless a part says otherwise. */
export function contextOf(parts: ContextParts = {}): RunContext {
  return {
    runId: 'run',
    pipeline: 'markets',
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    clock: systemClock,
    random: () => 0,
    logger: quiet,
    owner: systemOwner(),
    emit: () => undefined,
    failpoint: () => undefined,
    ...parts,
  }
}

/** Only the time limit of an attempt is waited for; pauses pass at once, on a clock that knows of them. */
export function briskClock(timeoutMs: number): Clock {
  let skipped = 0
  return {
    now: () => systemClock.now() + skipped,
    monotonic: () => systemClock.monotonic() + skipped,
    async sleep(ms: number, signal?: AbortSignal) {
      if (ms === timeoutMs) return systemClock.sleep(ms, signal)
      skipped += ms
    },
  }
}

export function staged(page: Page): StagedPage {
  return { ...page, batchId: 'b', attempt: 1, sha256: sha256(page.body) }
}

export interface Walk {
  readonly pages: readonly StagedPage[]
  readonly session: SourceSession
}

/** Runs a source's whole plan, one request after the other. */
export async function walk<T extends object>(
  source: Source<T>,
  context: RunContext = contextOf(),
  resumed: readonly StagedPage[] = [],
): Promise<Walk> {
  const session = source.connect(context)
  const pages = new Map(resumed.map((page) => [page.request.page, page]))
  for await (const request of source.requests(boardOf(pages))) {
    if (!pages.has(request.page)) pages.set(request.page, staged(await session.fetch(request)))
  }
  return { pages: [...pages.values()], session }
}

function boardOf(pages: ReadonlyMap<number, StagedPage>): StagedPages {
  return {
    async get(page) {
      const found = pages.get(page)
      if (found === undefined) throw new Error(`waits for page ${page}, which it has not asked for`)
      return found
    },
    peek: (page) => pages.get(page),
  }
}

/** The requests of a source whose pages hold these values, by page number. */
export async function plannedOver<T extends object>(
  source: Source<T>,
  answers: (request: PageRequest) => readonly unknown[],
): Promise<readonly PageRequest[]> {
  const pages = new Map<number, StagedPage>()
  const requests: PageRequest[] = []
  for await (const request of source.requests(boardOf(pages))) {
    requests.push(request)
    const body = Buffer.from(JSON.stringify(answers(request)))
    pages.set(request.page, staged({ request, status: 200, headers: {}, body, fetchedAt: 0 }))
  }
  return requests
}
