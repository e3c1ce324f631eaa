import { type Page, type PageRequest, type RunContext, type Source, TamisError } from '@tamis/core'
import type { ApiRequest } from '@tamis/testkit'
import { type Coin, type CoinSourceOptions, coinSource } from '@tamis/testkit/simulation'

export const SECRET = 'GOOD-SECRET-123456'
const TIMEOUT_MS = 20_000

/** What the API of the good source says: a listing of six ids, and the coins of a page. */
export function coinApi({ url }: ApiRequest): string {
  if (url.pathname === '/listing') return JSON.stringify(['a', 'b', 'c', 'd', 'e', 'f'])
  const ids = url.searchParams.get('ids')?.split(',') ?? []
  return `[ ${ids.map((id) => `{"id":"${id}","name":"The ${id}","current_price":1.50,"total_volume":2e3}`).join(' ,\n')}]`
}

/** A source that keeps every promise, over HTTP. */
export function goodSource(baseUrl: string, options: Partial<CoinSourceOptions> = {}): Source<Coin> {
  return coinSource({
    transport: (request, context) => exchange(baseUrl, request, context),
    universe: 'all',
    pages: 2,
    ...options,
  })
}

/** One request and its answer, or an error of the source. */
export async function exchange(
  baseUrl: string,
  request: PageRequest,
  context: RunContext,
  init: RequestInit = { redirect: 'manual', headers: { 'x-key': SECRET } },
): Promise<Page> {
  const { clock, signal } = context
  const over = new AbortController()
  const ended = new AbortController()
  const timeUp = new TamisError('source.timeout', { message: 'No answer in 20 s' })
  clock.sleep(TIMEOUT_MS, ended.signal).then(
    () => over.abort(timeUp),
    () => undefined,
  )
  try {
    const url = `${baseUrl}/${request.kind}?${new URLSearchParams(request.params)}`
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, over.signal]) })
    const body = response.status < 300 ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array()
    return accept(request, response, body, clock.now())
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof TamisError) throw thrown
    throw new TamisError('source.unreachable', { message: 'No whole answer' })
  } finally {
    ended.abort()
  }
}

/** @throws TamisError for whatever is no answer of the API. */
function accept(request: PageRequest, response: Response, body: Uint8Array, fetchedAt: number): Page {
  const { status } = response
  if (status !== 200) throw refusal(status, response.headers.get('retry-after'))
  const text = new TextDecoder().decode(body)
  if (text.includes(SECRET)) throw new TamisError('source.leak', { message: 'The answer holds the key' })
  if (!Array.isArray(parsed(text))) throw new TamisError('source.shape', { message: 'No array' })
  return { request, status, headers: {}, body, fetchedAt }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TamisError('source.not_json', { message: 'The answer is not JSON' })
  }
}

function refusal(status: number, retryAfter: string | null): TamisError {
  const message = `The API answered ${status}`
  const details = retryAfter === null ? {} : { retryAfterMs: Number(retryAfter) * 1000 }
  if (status === 429) return new TamisError('source.rate_limited', { message, details })
  if (status >= 500) return new TamisError('source.unavailable', { message, details })
  if (status >= 300 && status < 400) return new TamisError('source.redirect', { message })
  return new TamisError(status === 401 || status === 403 ? 'source.refused' : 'source.request', { message })
}
