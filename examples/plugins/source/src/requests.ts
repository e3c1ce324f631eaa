import { type PageRequest, type StagedPages, TamisError } from '@tamis/core'
import type { Settings } from './options.ts'
import { nextCursor } from './page.ts'

export const PAGE_SIZE = 100

/** Page after page, each asked for with the cursor that the one before it gave. */
export async function* requestsOf(
  { baseUrl, quote }: Settings,
  staged: StagedPages,
): AsyncGenerator<PageRequest> {
  const seen = new Set<string>()
  let cursor: string | null = null
  for (let page = 1; ; page++) {
    const params = { quote, limit: String(PAGE_SIZE), ...(cursor === null ? {} : { cursor }) }
    yield { page, kind: 'records', url: `${baseUrl}/tickers`, params }
    cursor = nextCursor(await staged.get(page))
    if (cursor === null) return
    if (seen.has(cursor)) throw goesInCircles(page)
    seen.add(cursor)
  }
}

function goesInCircles(page: number): TamisError {
  return new TamisError('source.shape', {
    message: `Page ${page} leads back to a page that was there before`,
  })
}
