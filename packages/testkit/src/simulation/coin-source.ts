import {
  type BatchPlan,
  isTamisError,
  type Page,
  type PageRequest,
  type RetryBudget,
  type RunContext,
  rateLimit,
  retryBudget,
  type Source,
  type StagedPage,
  type StagedPages,
  sliceJsonArray,
  withRetry,
} from '@tamis/core'
import { type Coin, coins } from './coin.ts'

/** One request on the wire: an answer that was accepted, or an error of the source. */
export type Transport = (request: PageRequest, context: RunContext) => Promise<Page>

export interface CoinSourceOptions {
  readonly transport: Transport
  /** `top` asks for a number of pages, `all` plans them from a listing (page 0). Default `top`. */
  readonly universe?: 'top' | 'all'
  /** Pages of records; with `all` the listing tells. Default 3. */
  readonly pages?: number
  /** Records on a page. Default 4. */
  readonly perPage?: number
  /** Requests under way at once. Default 1. */
  readonly concurrency?: number
  /** Default Infinity. */
  readonly requestsPerMinute?: number
  /** Default as in core: 5. */
  readonly retries?: number
  /** Default: {@link retryBudget} of the planned requests. */
  readonly budget?: () => RetryBudget
}

/** A source over any transport: the real retry, pacing and planning, and nothing of a vendor. */
export function coinSource(options: CoinSourceOptions): Source<Coin> {
  const { transport, universe = 'top', pages = 3, perPage = 4, concurrency = 1 } = options
  const { requestsPerMinute = Number.POSITIVE_INFINITY, retries = 5 } = options
  const plan: BatchPlan = {
    universe: universe === 'all' ? 'all' : `top:${pages * perPage}`,
    currency: 'usd',
    parameters: { per_page: String(perPage) },
  }
  const requests = pages + (universe === 'all' ? 1 : 0)
  const gapMs = Number.isFinite(requestsPerMinute) ? 60_000 / requestsPerMinute : 0
  return {
    name: 'scripted',
    version: '1.0.0',
    dataset: coins,
    plan,
    concurrency,
    estimate: () => ({
      requests,
      credits: requests,
      durationMs: requests * (gapMs + 1000),
      records: universe === 'all' ? null : pages * perPage,
    }),
    requests: (staged) => (universe === 'all' ? wholeMarket(staged, perPage) : topPages(pages)),
    requested: (_plan, listing) => {
      if (listing === undefined) return { records: pages * perPage, keys: null }
      const keys = idsOf(listing)
      return { records: keys.length, keys }
    },
    connect(context) {
      const limit = rateLimit({ requestsPerMinute, clock: context.clock })
      const budget = (options.budget ?? (() => retryBudget(requests)))()
      const meter = { calls: 0, retries: 0 }
      return {
        get calls() {
          return meter.calls
        },
        get retries() {
          return meter.retries
        },
        fetch(request) {
          let attempts = 0
          return withRetry(
            async () => {
              await limit.turn(context.signal)
              meter.calls++
              if (attempts++ > 0) meter.retries++
              return transport(request, context).catch((error: unknown) => {
                const asked = isTamisError(error) ? error.details.retryAfterMs : undefined
                if (typeof asked === 'number') limit.pause(asked)
                throw error
              })
            },
            { retries, budget, context },
          )
        },
      }
    },
    parse: (page) => JSON.parse(new TextDecoder().decode(page.body)) as readonly unknown[],
    slice: (page, wanted) => sliceJsonArray(page.body, [], wanted),
  }
}

async function* topPages(pages: number): AsyncGenerator<PageRequest> {
  for (let page = 1; page <= pages; page++) yield coinRequest(page)
}

async function* wholeMarket(staged: StagedPages, perPage: number): AsyncGenerator<PageRequest> {
  yield coinRequest(0)
  const ids = idsOf(await staged.get(0))
  for (let page = 1; page <= Math.ceil(ids.length / perPage); page++) {
    yield coinRequest(page, ids.slice((page - 1) * perPage, page * perPage))
  }
}

function idsOf(listing: StagedPage): readonly string[] {
  return JSON.parse(new TextDecoder().decode(listing.body)) as readonly string[]
}

function coinRequest(page: number, ids?: readonly string[]): PageRequest {
  const kind = page === 0 ? 'listing' : 'records'
  return {
    page,
    kind,
    url: `https://coins.example/${kind}`,
    params: { page: String(page), ...(ids === undefined ? {} : { ids: ids.join(',') }) },
  }
}
