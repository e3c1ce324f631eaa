import { createRequire } from 'node:module'
import type { BatchPlan, RunContext, Source, SourceSession } from '@tamis/core'
import { acceptJson, httpSession } from '@tamis/core/http'
import { type Options, resolveOptions, type Settings } from './options.ts'
import { isBody, SHAPE, slicesOf, tickersOf } from './page.ts'
import { PAGE_SIZE, requestsOf } from './requests.ts'
import { type Ticker, tickers } from './ticker.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string }

/** Nobody knows how many markets there are before the last page; for estimates only. */
const ASSUMED_PAGES = 10

/**
 * Every market of the exchange against one currency. Sends nothing before a run does.
 *
 * @throws TamisError `config.invalid` naming every problem of the options.
 */
export function northStarTickers(options: Options = {}): Source<Ticker> {
  const settings = resolveOptions(options)
  const { quote, requestsPerMinute } = settings
  const plan: BatchPlan = { universe: 'all', currency: quote, parameters: { limit: String(PAGE_SIZE) } }
  const gapMs = requestsPerMinute === 0 ? 0 : 60_000 / requestsPerMinute
  return {
    name: 'north-star',
    version,
    dataset: tickers,
    plan,
    // One after the other: each page names the next.
    concurrency: 1,
    estimate: () => ({
      requests: ASSUMED_PAGES,
      credits: 0,
      durationMs: Math.round(ASSUMED_PAGES * gapMs),
      records: null,
    }),
    requests: (staged) => requestsOf(settings, staged),
    // The plan names no number, so nothing can be missing.
    requested: () => ({ records: 0, keys: null }),
    connect: (context) => connect(settings, context),
    parse: tickersOf,
    slice: slicesOf,
  }
}

function connect(settings: Settings, context: RunContext): SourceSession {
  const { apiKey, baseUrl, requestsPerMinute } = settings
  const { origin } = new URL(baseUrl)
  return httpSession({
    context,
    requestsPerMinute,
    plannedRequests: ASSUMED_PAGES,
    accept: acceptJson(SHAPE, isBody),
    headers: { 'user-agent': `north-star/${version}` },
    key: apiKey === undefined ? undefined : { header: 'x-api-key', value: apiKey, origin },
  })
}
