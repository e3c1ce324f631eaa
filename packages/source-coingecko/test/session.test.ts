import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answers, fetchPages, good, limited, never, type } from './virtual-network.ts'

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

describe('being stopped', () => {
  it.each([
    ['in the wait for its turn', good, { requestsPerMinute: 0.001 }],
    ['in a pause', () => limited({ 'retry-after': '500' }), {}],
  ] as const)('ends at once %s', async (_, answers, options) => {
    const { endedAt, results } = await fetchPages(2, answers, options, { stopAt: 50 })
    expect(endedAt).toBe(50)
    expect(results.at(-1)).toBe('Error: stopped')
  })

  it('takes an answer that is on its way, since it was paid for', async () => {
    const stopped = { stopAt: 50, latencyMs: 700 }
    expect(await fetchPages(2, good, {}, stopped)).toMatchObject({ results: ['page', 'page'], endedAt: 700 })
  })

  it('waits less than a second for one that does not come, and asks no more', async () => {
    const { endedAt, results, sentAt } = await fetchPages(2, never, {}, { stopAt: 50 })
    expect([endedAt, results, sentAt]).toEqual([800, ['Error: stopped', 'Error: stopped'], [0, 0]])
  })

  it('does not ask again after an answer that came late and is none', async () => {
    const busy = () => new Response('{}', { status: 503, headers: type })
    const { results, sentAt } = await fetchPages(1, busy, {}, { stopAt: 50, latencyMs: 100 })
    expect([results, sentAt]).toEqual([['Error: stopped'], [0]])
  })
})
