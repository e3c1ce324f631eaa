import { type Page, type PageRequest, type RunContext, type Source, TamisError } from '@tamis/core'
import type { SourcePromise } from '@tamis/testkit'
import type { Coin } from '@tamis/testkit/simulation'
import { exchange, goodSource, SECRET } from '../support/good-source.ts'

type Parts = Partial<Source<Coin>>
type Fetch = (request: PageRequest, context: RunContext, good: () => Promise<Page>) => Promise<Page>

/** For each promise a source that keeps all the others, as far as they can be kept without it. */
export const BROKEN_SOURCES: Readonly<Record<SourcePromise, (baseUrl: string) => Source<Coin>>> = {
  'it describes itself and its dataset': (url) => changed(url, () => ({ concurrency: 0 })),
  'planning is pure': (url) =>
    changed(url, ({ estimate }) => ({ estimate: () => ({ ...estimate(), credits: Math.random() }) })),
  'the plan is numbered': (url) => planned(url, (request) => ({ ...request, page: request.page * 2 })),
  'a resumed plan is the same plan': (url) =>
    changed(url, ({ requests }) => ({
      async *requests(staged) {
        for await (const request of requests(staged))
          if (staged.peek(request.page) === undefined) yield request
      },
    })),
  'what was asked for follows from the plan': (url) =>
    changed(url, () => ({ requested: () => ({ records: 3, keys: ['a'] }) })),
  'parse is pure': (url) =>
    changed(url, ({ parse }) => ({
      parse: (page) => [...parse(page)].map((value) => ({ ...(value as object), seen_at: Date.now() })),
    })),
  'parse needs the bytes alone': (url) =>
    changed(url, ({ parse }) => ({ parse: (page) => (page.batchId === 'b' ? parse(page) : []) })),
  'slice cuts out the text of each candidate': (url) =>
    changed(url, ({ parse }) => ({
      slice: (page) => [...parse(page)].map((value) => JSON.stringify(value)),
    })),
  'keyOf never throws': (url) =>
    changed(url, ({ dataset }) => ({ dataset: { ...dataset, keyOf: (value) => (value as Coin).id } })),
  'the schema never throws': (url) =>
    changed(url, ({ dataset }) => ({
      dataset: { ...dataset, schema: schema((value) => ({ ...value, name: value.name?.trim() ?? null })) },
    })),
  'records fit the dataset': (url) =>
    changed(url, ({ dataset }) => ({ dataset: { ...dataset, schema: schema((value) => value) } })),
  'each record comes once': (url) =>
    changed(url, ({ dataset }) => ({
      dataset: { ...dataset, keyOf: (value) => (dataset.keyOf(value) === null ? null : 'a') },
    })),
  'the answer is kept byte for byte': (url) =>
    fetching(url, async (_request, _context, good) => {
      const page = await good()
      return { ...page, body: new TextEncoder().encode(new TextDecoder().decode(page.body).trim()) }
    }),
  'time comes from the context': (url) =>
    fetching(url, async (_request, _context, good) => ({ ...(await good()), fetchedAt: Date.now() })),
  'a passing failure is retried': (url) => goodSource(url, { retries: 0 }),
  'it waits as long as it is asked to': (url) =>
    fetching(url, (_request, _context, good) =>
      good().catch((error: TamisError) => {
        throw new TamisError('source.unavailable', { message: error.message })
      }),
    ),
  'no wait passes the deadline': (url) =>
    changed(url, ({ connect }) => ({
      connect: (context) => connect({ ...context, deadline: Number.POSITIVE_INFINITY }),
    })),
  'it stops when asked to': (url) =>
    changed(url, ({ connect }) => ({
      connect: (context) => connect({ ...context, signal: new AbortController().signal }),
    })),
  'silence ends in time': (url) =>
    fetching(url, (request, context) => {
      const sleep = () => new Promise<void>(() => undefined)
      return exchange(url, request, { ...context, clock: { ...clockOf(context), sleep } })
    }),
  'errors say what to do': (url) =>
    fetching(url, (_request, _context, good) =>
      good().catch((error: TamisError) => {
        throw error.code === 'source.request' ? new Error('HTTP 404') : error
      }),
    ),
  'redirects are not followed': (url) =>
    fetching(url, (request, context) => exchange(url, request, context, { headers: { 'x-key': SECRET } })),
  'the key is found nowhere': (url) =>
    planned(url, (request) => ({ ...request, params: { ...request.params, key: SECRET } })),
}

function changed(baseUrl: string, change: (good: Source<Coin>) => Parts): Source<Coin> {
  const good = goodSource(baseUrl)
  return { ...good, ...change(good) }
}

function planned(baseUrl: string, change: (request: PageRequest) => PageRequest): Source<Coin> {
  return changed(baseUrl, ({ requests }) => ({
    async *requests(staged) {
      const unchanged = { get: () => staged.get(0), peek: () => staged.peek(0) }
      for await (const request of requests(unchanged)) yield change(request)
    },
  }))
}

function fetching(baseUrl: string, fetch: Fetch): Source<Coin> {
  const transport = (request: PageRequest, context: RunContext): Promise<Page> =>
    fetch(request, context, () => exchange(baseUrl, request, context))
  return goodSource(baseUrl, { transport })
}

function clockOf({ clock }: RunContext) {
  return { now: () => clock.now(), monotonic: () => clock.monotonic() }
}

function schema(record: (value: Coin) => Coin): Source<Coin>['dataset']['schema'] {
  return {
    '~standard': { version: 1, vendor: 'broken', validate: (value) => ({ value: record(value as Coin) }) },
  }
}
