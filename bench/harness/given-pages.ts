import type { Page, PageRequest, Source } from '@tamis/core'

/** The source with its network taken out: each request is answered at once with the bytes of its page. */
export function answeredBy<T extends object>(
  source: Source<T>,
  pages: readonly Uint8Array[],
  fetchedAt: number,
): Source<T> {
  return {
    ...source,
    connect: () => ({
      calls: pages.length,
      retries: 0,
      fetch: async (request) => pageOf(request, pages, fetchedAt),
    }),
  }
}

function pageOf(request: PageRequest, pages: readonly Uint8Array[], fetchedAt: number): Page {
  const body = pages[request.page - 1]
  if (body === undefined) throw new RangeError(`no page ${request.page}`)
  // As the real source does it: what it must parse to accept, it hands on.
  const parsed: unknown = JSON.parse(Buffer.from(body).toString())
  return { request, status: 200, headers: { 'content-type': 'application/json' }, body, fetchedAt, parsed }
}
