import { createHash } from 'node:crypto'
import { isTamisError, type RunEvent, type TamisError } from '@tamis/core'
import { VirtualClock } from '@tamis/testkit/simulation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import coingeckoMarkets, { type CoingeckoOptions } from '../src/index.ts'
import { contextOf } from './support.ts'

type Answers = (attempt: number, signal: AbortSignal) => Response | Promise<Response>

const type = { 'content-type': 'application/json' }
const good = (): Response => new Response('[{"id":"a"}]', { headers: type })
const limited = (headers = {}): Response =>
  new Response('{}', { status: 429, headers: { ...type, ...headers } })
const never = (): Promise<never> => new Promise(() => undefined)

interface Outcome {
  /** When each request was sent, in milliseconds since the beginning. */
  readonly sentAt: readonly number[]
  readonly results: readonly (string | TamisError)[]
  readonly endedAt: number
  readonly events: readonly RunEvent[]
  readonly retries: number
}

/** Fetches pages at once over a network that is handed in, on a clock that jumps from sleeper to sleeper. */
async function fetchPages(
  pages: number,
  answers: Answers,
  options: CoingeckoOptions = {},
  parts: { readonly deadline?: number; readonly stopAt?: number; readonly random?: () => number } = {},
): Promise<Outcome> {
  const clock = new VirtualClock()
  const stop = new AbortController()
  const sentAt: number[] = []
  const events: RunEvent[] = []
  const fetch: typeof globalThis.fetch = async (_, init) => {
    sentAt.push(clock.monotonic())
    return answers(sentAt.length, init?.signal ?? stop.signal)
  }
  const { deadline = Number.POSITIVE_INFINITY, random = () => 0, stopAt } = parts
  const emit = (event: RunEvent): void => void events.push(event)
  const source = coingeckoMarkets({
    ...('plan' in options ? {} : { requestsPerMinute: 0 }),
    ...options,
    fetch,
  })
  const session = source.connect(contextOf({ clock, signal: stop.signal, deadline, random, emit }))
  if (stopAt !== undefined) void clock.sleep(stopAt).then(() => stop.abort(new Error('stopped')))
  const url = 'https://api.coingecko.com/api/v3/coins/markets'
  const work = Array.from({ length: pages }, async (_, at) => {
    try {
      await session.fetch({ page: at + 1, kind: 'records', url, params: {} })
      return 'page'
    } catch (error) {
      return isTamisError(error) ? error : String(error)
    }
  })
  const results = await clock.drive(Promise.all(work))
  expect(session.calls).toBe(sentAt.length)
  return { sentAt, results, endedAt: clock.monotonic(), events, retries: session.retries }
}

describe('pace', () => {
  it.each([
    ['keyless', 20_000],
    ['demo', 2400],
    ['pro', 240],
  ] as const)('%s: requests start %d ms apart', async (plan, gap) => {
    const key = plan === 'keyless' ? {} : { apiKey: 'CG-0123456789' }
    const { sentAt } = await fetchPages(4, good, { plan, ...key })
    expect(sentAt).toEqual([0, gap, 2 * gap, 3 * gap])
  })

  it('unpaced requests start at once', async () => {
    expect((await fetchPages(3, good)).sentAt).toEqual([0, 0, 0])
  })
})

describe('a rate limit', () => {
  it('waits a minute where the answer does not say how long', async () => {
    const { sentAt, results, retries } = await fetchPages(1, (n) => (n === 1 ? limited() : good()))
    expect(sentAt).toEqual([0, 60_000])
    expect({ results, retries }).toEqual({ results: ['page'], retries: 1 })
  })

  it('waits as long as the answer asks, never less', async () => {
    const seconds = fc.integer({ min: 0, max: 100_000 })
    const draw = fc.double({ min: 0, max: 0.999, noNaN: true })
    await fc.assert(
      fc.asyncProperty(seconds, draw, async (asked, drawn) => {
        const answers: Answers = (n) => (n === 1 ? limited({ 'retry-after': String(asked) }) : good())
        const { sentAt } = await fetchPages(1, answers, {}, { random: () => drawn })
        expect(sentAt[1]).toBeGreaterThanOrEqual(asked * 1000)
        expect(sentAt[1]).toBeLessThan(asked * 1000 + 1000)
      }),
      { numRuns: 50 },
    )
  })

  it('holds for all requests of the run', async () => {
    const answers: Answers = (n) => (n === 1 ? limited({ 'retry-after': '90' }) : good())
    const { sentAt, results } = await fetchPages(3, answers, { requestsPerMinute: 60 })
    expect(sentAt).toEqual([0, 90_000, 91_000, 92_000])
    expect(results).toEqual(['page', 'page', 'page'])
  })

  it('waits no longer than the deadline allows, and says so', async () => {
    const answers: Answers = () => limited({ 'retry-after': '99999999999999999999' })
    const { sentAt, results } = await fetchPages(1, answers, {}, { deadline: 600_000 })
    expect(sentAt).toEqual([0])
    expect(results[0]).toMatchObject({ code: 'source.rate_limited', exitCode: 75 })
  })

  it('takes an absurd wait for the end where there is no deadline either, without a loop', async () => {
    const answers: Answers = (n) => (n === 1 ? limited({ 'retry-after': '9'.repeat(400) }) : good())
    const { sentAt } = await fetchPages(1, answers)
    expect(sentAt[1]).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('retries', () => {
  it('share one budget, so that an outage does not multiply by the pages', async () => {
    const down: Answers = () => new Response('{}', { status: 503, headers: type })
    const { sentAt, results } = await fetchPages(20, down, { universe: { top: 5000 } })
    expect(sentAt).toHaveLength(25)
    expect(results.map((error) => (typeof error === 'string' ? error : error.code))).toEqual(
      results.map(() => 'source.unavailable'),
    )
  })

  it('wait as long as a 503 asks, and hold all requests back with it', async () => {
    const busy = () => new Response('{}', { status: 503, headers: { ...type, 'retry-after': '7' } })
    const { sentAt } = await fetchPages(2, (n) => (n === 1 ? busy() : good()))
    expect(sentAt).toEqual([0, 0, 7000])
  })

  it('are told as they happen, with the wait and the reason', async () => {
    const { events } = await fetchPages(1, (n) => (n === 1 ? limited() : good()))
    expect(events).toEqual([
      {
        kind: 'retry',
        attempt: 1,
        waitMs: 60_000,
        reason: expect.stringMatching(
          /^api\.coingecko\.com answered 429 to .*\/coins\/markets \(page 1\) \[/,
        ),
      },
    ])
  })
})

describe('the time limit of an attempt', () => {
  it('ends an attempt whose network does not heed its signal', async () => {
    const { sentAt, results } = await fetchPages(1, (n) => (n === 1 ? never() : good()), { timeoutMs: 5000 })
    expect(sentAt).toEqual([0, 5000])
    expect(results).toEqual(['page'])
  })

  it('takes no body that stalls for one that ended', async () => {
    const start = (controller: ReadableStreamDefaultController): void => controller.enqueue(Buffer.from('[]'))
    const stalled = (): Response => new Response(new ReadableStream({ start }), { headers: type })
    const { results } = await fetchPages(1, stalled, { timeoutMs: 1000 })
    expect(results[0]).toMatchObject({ code: 'source.timeout', exitCode: 75 })
  })

  it('ends a body that stalls, and cancels it', async () => {
    let cancelled = 0
    const stalled = (): Response => {
      const start = (controller: ReadableStreamDefaultController): void =>
        controller.enqueue(Buffer.from('['))
      return new Response(new ReadableStream({ start, cancel: () => void cancelled++ }), { headers: type })
    }
    const { endedAt, results } = await fetchPages(1, stalled, { timeoutMs: 1000 })
    expect(endedAt).toBe(6000)
    expect(results[0]).toMatchObject({ code: 'source.timeout', exitCode: 75 })
    expect(cancelled).toBe(6)
  })

  it('starts with the request, not with the wait for its turn', async () => {
    const { results } = await fetchPages(3, good, { requestsPerMinute: 1, timeoutMs: 10 })
    expect(results).toEqual(['page', 'page', 'page'])
  })

  it('leaves no sleeper behind', async () => {
    const { endedAt } = await fetchPages(2, good, { timeoutMs: 30_000 })
    expect(endedAt).toBe(0)
  })
})

it('a body that ended early is told by its length, also where the network handed in does not', async () => {
  const short = (): Response => new Response('[]', { headers: { ...type, 'content-length': '200' } })
  const { results } = await fetchPages(1, short)
  expect(results[0]).toMatchObject({ code: 'source.truncated', exitCode: 75 })
})

it('a page for people is told by its title, whatever its label', async () => {
  const page = (): Response => new Response(' <!DOCTYPE html><title>Log in</title>', { headers: type })
  const { results } = await fetchPages(1, page)
  const [{ message }] = results as readonly [TamisError]
  expect(message).toContain('with a page for people instead of JSON, saying "Log in",')
})

describe('being stopped', () => {
  it.each([
    ['in a request', never, {}],
    ['in the wait for its turn', good, { requestsPerMinute: 0.001 }],
    ['in a pause', () => limited({ 'retry-after': '500' }), {}],
  ] as const)('ends at once %s', async (_, answers, options) => {
    const { endedAt, results } = await fetchPages(2, answers, options, { stopAt: 50 })
    expect(endedAt).toBe(50)
    expect(results.at(-1)).toBe('Error: stopped')
  })
})

it('an error body without end is left after a megabyte, and cancelled', async () => {
  let cancelled = 0
  const flood = (): Response => {
    const pull = (controller: ReadableStreamDefaultController): void =>
      controller.enqueue(Buffer.alloc(65_536))
    return new Response(new ReadableStream({ pull, cancel: () => void cancelled++ }), { status: 404 })
  }
  const { results } = await fetchPages(1, flood)
  expect(results[0]).toMatchObject({ code: 'source.request', exitCode: 78 })
  expect(cancelled).toBe(1)
})

it('a refused answer leaves its status, type, size and hash, and nothing of its body', async () => {
  const body = JSON.stringify({ coins: ['private things'] })
  const { results } = await fetchPages(1, () => new Response(body, { headers: type }))
  const [error] = results as readonly TamisError[]
  expect(error?.details).toEqual({
    page: 1,
    status: 200,
    content_type: 'application/json',
    size: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
  })
  expect(error?.message).toContain(`[application/json, ${body.length} bytes, sha256 `)
  expect(JSON.stringify([error, error?.message])).not.toContain('private')
})

it("quotes the API's own words, on one line, short, with controls made visible", async () => {
  const words = `Not  for\nyou \u001b[31m\u202e${'x'.repeat(500)}`
  const body = JSON.stringify({ status: { error_code: 10005, error_message: words } })
  const { results } = await fetchPages(1, () => new Response(body, { status: 401, headers: type }))
  const [{ message }] = results as readonly [TamisError]
  expect(message).toMatch(
    /^api\.coingecko\.com answered 401 \(code 10005\), saying "Not for you \\u001b\[31m\\u202ex+…", to \/api\/v3\/coins\/markets \(page 1\) \[application\/json, 5\d\d bytes, sha256 [0-9a-f]{64}\]$/,
  )
  expect(message.length).toBeLessThan(450)
})
