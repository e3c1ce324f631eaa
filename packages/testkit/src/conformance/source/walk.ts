import {
  type Page,
  type PageRequest,
  type Source,
  type SourceSession,
  type StagedPage,
  type StagedPages,
  sha256,
} from '@tamis/core'
import { blame, keep, need } from '../check.ts'

/** A plan that asks for more than this is taken for endless. */
export const MOST_REQUESTS = 1000

/** A page as a stager would give it back. */
export function stagedPage(page: Page): StagedPage {
  const { request, status, headers, body, fetchedAt } = page
  return { request, status, headers, body, fetchedAt, batchId: 'b', attempt: 1, sha256: sha256(body) }
}

/** Everything a source asks for, with what it makes of the answers; `known` pages are staged before. */
export async function walk<T extends object>(
  source: Source<T>,
  session: Pick<SourceSession, 'fetch'>,
  known: readonly StagedPage[] = [],
): Promise<{ readonly requests: readonly PageRequest[]; readonly pages: readonly StagedPage[] }> {
  const pages = new Map(known.map((page) => [page.request.page, page]))
  const requests: PageRequest[] = []
  for await (const request of requestsOf(source, board(pages))) {
    requests.push(structuredClone(request))
    keep(requests.length <= MOST_REQUESTS, `the plan had not ended after ${MOST_REQUESTS} requests`)
    if (!pages.has(request.page)) pages.set(request.page, stagedPage(await session.fetch(request)))
  }
  return { requests, pages: [...pages.values()].sort((a, b) => a.request.page - b.request.page) }
}

async function* requestsOf<T extends object>(source: Source<T>, staged: StagedPages) {
  try {
    yield* source.requests(staged)
  } catch (thrown) {
    blame('requests', thrown)
  }
}

function board(pages: ReadonlyMap<number, StagedPage>): StagedPages {
  return {
    async get(page) {
      const found = pages.get(page)
      need(found !== undefined, `requests waits for page ${page}, which it has not asked for`)
      return found
    },
    peek: (page) => pages.get(page),
  }
}
