import { type Page, sliceJsonArray } from '@tamis/core'
import { parseJson } from '@tamis/core/http'

/** What the API answers: some tickers, and where the next ones begin. */
interface Body {
  readonly tickers: readonly unknown[]
  readonly next?: unknown
}

/** Completes "JSON that is not …". */
export const SHAPE = 'an object with a list of tickers'

/** Whether an answer has the shape of a page. What stands in the list is for the schema to judge. */
export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && 'tickers' in value && Array.isArray(value.tickers)
}

/** The tickers of a page, as sent. `parsed` is there when it has just been fetched, the bytes always. */
export function tickersOf(page: Pick<Page, 'body' | 'parsed'>): readonly unknown[] {
  return bodyOf(page).tickers
}

/** The exact text of each ticker. */
export function slicesOf({ body }: Pick<Page, 'body'>): readonly string[] {
  return sliceJsonArray(body, ['tickers'])
}

/** The cursor of the page after this one; null after the last. */
export function nextCursor(page: Pick<Page, 'body' | 'parsed'>): string | null {
  const { next } = bodyOf(page)
  return typeof next === 'string' && next !== '' ? next : null
}

function bodyOf({ body, parsed }: Pick<Page, 'body' | 'parsed'>): Body {
  const value = parsed ?? parseJson(body)
  if (!isBody(value)) throw new TypeError('the page is no object with a list of tickers')
  return value
}
