import type { RunContext, SourceSession } from '@tamis/core'
import { type Accept, httpSession } from '@tamis/core/http'
import { createFetch } from 'ofetch'
import { accept as acceptLists } from './http/accept.ts'
import type { Settings } from './options.ts'
import { TERMS } from './plans.ts'
import { VERSION } from './version.ts'

/** What one run needs of the API: a pace, a retry budget, a key sent to its own origin only. */
export function coingeckoSession(
  settings: Settings,
  plannedRequests: number,
  context: RunContext,
  accept: Accept = acceptLists,
): SourceSession {
  const { apiKey, plan, baseUrl, requestsPerMinute, timeoutMs, maxBytes, fetch } = settings
  const { keyHeader: header } = TERMS[plan]
  const { origin } = new URL(baseUrl)
  return httpSession({
    context,
    requestsPerMinute,
    plannedRequests,
    accept,
    // Without one the API's firewall refuses.
    headers: { 'user-agent': `tamis/${VERSION}` },
    key: apiKey === undefined || header === null ? undefined : { header, value: apiKey.reveal(), origin },
    timeoutMs,
    maxBytes,
    fetch: throughOfetch(fetch ?? globalThis.fetch),
  })
}

/** ofetch's own retry, timeout and parsing are off: its timeout ends with the headers, its parser takes anything. */
function throughOfetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const client = createFetch({ fetch })
  return (url, init) =>
    client.raw(url as string, {
      ...(init as object),
      retry: false,
      responseType: 'stream',
      ignoreResponseError: true,
    })
}
