import { TamisError } from '../../errors.ts'
import type { RunContext } from '../../flow.ts'
import type { Page, PageRequest } from '../../page.ts'
import { type RateLimit, rateLimit } from '../rate-limit.ts'
import { type RetryBudget, retryBudget, withRetry } from '../retry.ts'
import type { SourceSession } from '../source.ts'
import { type Answer, exchange, type NoAnswer } from './exchange.ts'
import { delayed, GRACE_MS } from './grace.ts'
import { type KeyTrace, keyTrace } from './key-trace.ts'
import { isLoopback } from './loopback.ts'

/** An API key, and where it may go. */
export interface ApiKey {
  /** Of the header that carries it. */
  readonly header: string
  readonly value: string
  /** The only origin it is sent to: `https://api.example.com`. */
  readonly origin: string
}

/** What an answer is: the value that it holds, or the error of what it is instead. Pure. */
export type Accept = (
  answer: Answer | NoAnswer,
  request: PageRequest,
  trace: KeyTrace,
) => { readonly parsed: unknown } | TamisError

export interface HttpSessionOptions {
  readonly context: RunContext
  /** Evenly spaced; 0 or Infinity is unpaced, for a server of one's own. */
  readonly requestsPerMinute: number
  /** What the plan comes to: at least 5 retries, or a fifth of it, is what a run may spend. */
  readonly plannedRequests: number
  /** Which answers are data; {@link acceptJson} for any API of JSON. */
  readonly accept: Accept
  /** Sent with every request. A key does not belong here. */
  readonly headers?: Readonly<Record<string, string>>
  /** Names of headers of an answer to keep with its page, beside type, age and cache: `x-total-count`. Staged as text. */
  readonly keepHeaders?: readonly string[]
  /** An answer that repeats it, in whatever spelling, is refused. */
  readonly key?: ApiKey | undefined
  /** Of one attempt, to the last byte of the body, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined
  /** Of one decoded body. Default 32 MiB. */
  readonly maxBytes?: number | undefined
  /** In place of the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

const KEPT_HEADERS = [
  'content-type',
  'date',
  'etag',
  'age',
  'cache-control',
  'cf-cache-status',
  'retry-after',
]
/** A page for people under status 200 is a block more often than a hiccup: not worth the whole budget. */
const NOT_JSON_RETRIES = 2

/**
 * What a source over HTTP needs for one run: paces and retries within the deadline, waits as long as an answer asks,
 * ends with the signal (what is on the wire then has 0.75 s to come), follows no redirect, and lets the key go to its own origin alone.
 *
 * @throws TamisError `config.invalid` when the key would go over plain http to another machine.
 */
export function httpSession(options: HttpSessionOptions): SourceSession {
  return new HttpSession(options)
}

class HttpSession implements SourceSession {
  readonly #options: HttpSessionOptions
  readonly #trace: KeyTrace
  readonly #limit: RateLimit
  readonly #budget: RetryBudget
  #calls = 0
  #retries = 0

  constructor(options: HttpSessionOptions) {
    const { key, context, plannedRequests, requestsPerMinute } = options
    if (key !== undefined) requireSafe(key)
    this.#options = options
    this.#trace = keyTrace(key?.value)
    this.#limit = rateLimit({ requestsPerMinute: requestsPerMinute || Infinity, clock: context.clock })
    this.#budget = retryBudget(plannedRequests)
  }

  get calls(): number {
    return this.#calls
  }

  get retries(): number {
    return this.#retries
  }

  fetch(request: PageRequest): Promise<Page> {
    const { context } = this.#options
    let tries = 0
    let last: TamisError | undefined
    let notJson = 0
    const attempt = async (): Promise<Page> => {
      await this.#limit.turn(context.signal)
      this.#calls++
      if (tries++ > 0) this.#retries++
      const result = await this.#ask(request)
      if (!(result instanceof Error)) return result
      last = result
      throw result
    }
    const take = (): boolean => {
      if (last?.code === 'source.not_json' && ++notJson > NOT_JSON_RETRIES) return false
      return this.#budget.take()
    }
    return withRetry(attempt, { budget: { take }, context })
  }

  async #ask(request: PageRequest): Promise<Page | TamisError> {
    const { context, accept, timeoutMs = 30_000, maxBytes = 32 * 1024 ** 2 } = this.#options
    const { fetch = globalThis.fetch, keepHeaders = [] } = this.#options
    const { clock } = context
    using grace = delayed(context.signal, GRACE_MS, clock)
    const query = new URLSearchParams(request.params).toString()
    const url = query === '' ? request.url : `${request.url}?${query}`
    const { signal } = grace
    const answer = await exchange(url, this.#headers(request), { fetch, clock, signal, timeoutMs, maxBytes })
    const accepted = accept(answer, request, this.#trace)
    if (accepted instanceof Error) {
      const { retryAfterMs } = accepted.details
      // Whoever is asked to wait stands for all: the others would get the same answer.
      if (typeof retryAfterMs === 'number' && accepted.recovery === 'retry') this.#limit.pause(retryAfterMs)
      return accepted
    }
    const { status, headers, body, endedAt } = answer as Answer
    return {
      request,
      status,
      headers: kept(headers, keepHeaders),
      body,
      fetchedAt: endedAt,
      parsed: accepted.parsed,
    }
  }

  #headers(request: PageRequest): Record<string, string> {
    const { headers, key } = this.#options
    return {
      accept: 'application/json',
      // Compressed bodies may be bombs, and ones cut short pass for whole.
      'accept-encoding': 'identity',
      ...headers,
      ...(key !== undefined && new URL(request.url).origin === key.origin ? { [key.header]: key.value } : {}),
    }
  }
}

function requireSafe({ origin }: ApiKey): void {
  const { protocol, hostname } = new URL(origin)
  if (protocol === 'https:' || isLoopback(hostname)) return
  throw new TamisError('config.invalid', {
    message: `The key would go to ${origin} in the clear: only https, or a server on this machine, may see it`,
  })
}

function kept(headers: Headers, more: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...KEPT_HEADERS, ...more].flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [[name.toLowerCase(), value]]
    }),
  )
}
