import type { PageRequest, StagedPage, StagedPages } from '@tamis/core'
import { parseJson } from '@tamis/core/http'
import type { Settings } from './options.ts'

/** The most that the API gives in one answer, and the most ids that it takes. */
export const PAGE_SIZE = 250
/** A ranked walk that repeats coins has left others out: so many pages more are asked to find them. */
const FURTHER_PAGES = 2

/** What to ask, in order, given what is staged by then. */
export async function* requestsOf(settings: Settings, staged: StagedPages): AsyncGenerator<PageRequest> {
  const { universe } = settings
  if (universe !== 'all' && 'top' in universe) return yield* ranked(settings, universe.top, staged)
  if (universe !== 'all') return yield* byIds(settings, universe.ids)
  // Walking the whole market by rank loses a fifth of it, where thousands of coins tie.
  yield { page: 0, kind: 'listing', url: `${settings.baseUrl}/coins/list`, params: {} }
  yield* byIds(settings, listedIds(await staged.get(0)))
}

/** How many pages a ranked walk of so many coins takes. */
export function rankedPages(top: number): number {
  return Math.ceil(top / PAGE_SIZE)
}

async function* ranked(settings: Settings, top: number, staged: StagedPages): AsyncGenerator<PageRequest> {
  const pages = rankedPages(top)
  const perPage = Math.ceil(top / pages)
  const ask = (page: number): PageRequest =>
    records(settings, page, { order: 'market_cap_desc', per_page: String(perPage), page: String(page) })
  const looks = new Map<number, Look>()
  const lookAt = (there: StagedPage): Look => {
    const look = looks.get(there.request.page) ?? lookOf(there)
    looks.set(there.request.page, look)
    return look
  }
  for (let page = 1; page <= pages; page++) {
    for (let before = 1; before < page; before++) {
      const there = staged.peek(before)
      if (there !== undefined && lookAt(there).isEmpty) return
    }
    yield ask(page)
  }
  const seen = new Set<string>()
  for (let page = 1; page <= pages + FURTHER_PAGES; page++) {
    if (page > pages) {
      if (seen.size >= top) return
      yield ask(page)
    }
    const { isEmpty, ids } = looks.get(page) ?? lookAt(await staged.get(page))
    if (isEmpty) return
    for (const id of ids) seen.add(id)
  }
}

/** What a page says of how to go on; taken once, when it has just come. */
interface Look {
  readonly isEmpty: boolean
  readonly ids: readonly string[]
}

function lookOf(page: StagedPage): Look {
  const values = valuesOf(page)
  return { isEmpty: values.length === 0, ids: idsOf(values) }
}

function* byIds(settings: Settings, ids: readonly string[]): Generator<PageRequest> {
  for (let start = 0; start < ids.length; start += PAGE_SIZE) {
    const chunk = ids.slice(start, start + PAGE_SIZE).join(',')
    yield records(settings, start / PAGE_SIZE + 1, { ids: chunk, per_page: String(PAGE_SIZE), page: '1' })
  }
}

function records(
  { baseUrl, vsCurrency, parameters }: Settings,
  page: number,
  params: Readonly<Record<string, string>>,
): PageRequest {
  const url = `${baseUrl}/coins/markets`
  return { page, kind: 'records', url, params: { vs_currency: vsCurrency, ...params, ...parameters } }
}

/** The ids of a listing, each once, in its order. */
export function listedIds(listing: StagedPage): readonly string[] {
  return [...new Set(idsOf(valuesOf(listing)))]
}

/**
 * What an accepted page holds.
 *
 * @throws TypeError when it is no list, which no accepted page is.
 */
export function valuesOf({ parsed, body }: Pick<StagedPage, 'parsed' | 'body'>): readonly unknown[] {
  const values = parsed ?? parseJson(body)
  if (!Array.isArray(values)) throw new TypeError('the page is not a JSON array')
  return values
}

function idsOf(values: readonly unknown[]): readonly string[] {
  const ids: string[] = []
  for (const value of values) {
    const id = (value as { readonly id?: unknown } | null)?.id
    if (typeof id === 'string' && id !== '') ids.push(id)
  }
  return ids
}
