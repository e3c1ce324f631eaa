import { isTamisError, type RunEvent, type TamisError } from '@tamis/core'
import { VirtualClock } from '@tamis/testkit/simulation'
import { expect } from 'vitest'
import coingeckoMarkets, { type CoingeckoOptions } from '../src/index.ts'
import { contextOf } from './support.ts'

export type Answers = (attempt: number, signal: AbortSignal) => Response | Promise<Response>

export const type = { 'content-type': 'application/json' }
export const good = (): Response => new Response('[{"id":"a"}]', { headers: type })
export const limited = (headers = {}): Response =>
  new Response('{}', { status: 429, headers: { ...type, ...headers } })
export const never = (): Promise<never> => new Promise(() => undefined)

export interface Outcome {
  /** When each request was sent, in milliseconds since the beginning. */
  readonly sentAt: readonly number[]
  readonly results: readonly (string | TamisError)[]
  readonly endedAt: number
  readonly events: readonly RunEvent[]
  readonly retries: number
}

interface Parts {
  readonly deadline?: number
  readonly stopAt?: number
  readonly random?: () => number
  /** How long an answer takes, in milliseconds. Default 0. */
  readonly latencyMs?: number
}

/** Fetches pages at once over a network that is handed in, on a clock that jumps from sleeper to sleeper. */
export async function fetchPages(
  pages: number,
  answers: Answers,
  options: CoingeckoOptions = {},
  parts: Parts = {},
): Promise<Outcome> {
  const clock = new VirtualClock()
  const stop = new AbortController()
  const sentAt: number[] = []
  const events: RunEvent[] = []
  const fetch: typeof globalThis.fetch = async (_, init) => {
    sentAt.push(clock.monotonic())
    if (latencyMs > 0) await clock.sleep(latencyMs)
    return answers(sentAt.length, init?.signal ?? stop.signal)
  }
  const { deadline = Number.POSITIVE_INFINITY, random = () => 0, stopAt, latencyMs = 0 } = parts
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
