import {
  type Page,
  type PageRequest,
  type RateLimit,
  type RunContext,
  rateLimit,
  retryBudget,
  type SourceSession,
  type TamisError,
  withRetry,
} from '@tamis/core'
import { exchange } from './http/exchange.ts'
import { judge } from './http/judge.ts'
import { type KeyTrace, keyTrace } from './http/key-trace.ts'
import { noAnswerError, refusalError } from './http/to-error.ts'
import type { Settings } from './options.ts'
import { TERMS } from './plans.ts'
import { VERSION } from './version.ts'

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

/** What one run needs of the API: a pace, a retry budget, a key sent to its own origin only. */
export class CoingeckoSession implements SourceSession {
  readonly #settings: Settings
  readonly #context: RunContext
  readonly #trace: KeyTrace
  readonly #limit: RateLimit
  readonly #budget: { take(): boolean }
  #calls = 0
  #retries = 0

  constructor(settings: Settings, plannedRequests: number, context: RunContext) {
    this.#settings = settings
    this.#context = context
    this.#trace = keyTrace(settings.apiKey)
    this.#limit = rateLimit({ requestsPerMinute: settings.requestsPerMinute, clock: context.clock })
    this.#budget = retryBudget(plannedRequests)
  }

  get calls(): number {
    return this.#calls
  }

  get retries(): number {
    return this.#retries
  }

  fetch(request: PageRequest): Promise<Page> {
    let tries = 0
    let last: TamisError | undefined
    let notJson = 0
    const attempt = async (): Promise<Page> => {
      await this.#limit.turn(this.#context.signal)
      this.#calls++
      if (tries++ > 0) this.#retries++
      const result = await this.#ask(request)
      if (result instanceof Error) {
        last = result
        throw result
      }
      return result
    }
    const take = (): boolean => {
      if (last?.code === 'source.not_json' && ++notJson > NOT_JSON_RETRIES) return false
      return this.#budget.take()
    }
    return withRetry(attempt, { budget: { take }, context: this.#context })
  }

  async #ask(request: PageRequest): Promise<Page | TamisError> {
    const { timeoutMs, maxBytes, fetch = globalThis.fetch } = this.#settings
    const { clock, signal } = this.#context
    const url = `${request.url}?${new URLSearchParams(request.params)}`
    const answer = await exchange(url, this.#headers(request), { fetch, clock, signal, timeoutMs, maxBytes })
    if ('failure' in answer) return noAnswerError(answer, request)
    const judgement = judge(answer, this.#trace)
    if ('values' in judgement) {
      const { status, body, endedAt: fetchedAt } = answer
      return { request, status, headers: kept(answer.headers), body, fetchedAt, parsed: judgement.values }
    }
    const error = refusalError(judgement, answer, request, this.#trace)
    const { retryAfterMs } = error.details
    // Whoever is asked to wait stands for all: the others would get the same answer.
    if (typeof retryAfterMs === 'number' && error.recovery === 'retry') this.#limit.pause(retryAfterMs)
    return error
  }

  #headers(request: PageRequest): Record<string, string> {
    const { apiKey, plan, baseUrl } = this.#settings
    const { keyHeader } = TERMS[plan]
    const isHome = new URL(request.url).origin === new URL(baseUrl).origin
    return {
      accept: 'application/json',
      // Compressed bodies may be bombs, and ones cut short pass for whole.
      'accept-encoding': 'identity',
      // Without one the API's firewall refuses.
      'user-agent': `tamis/${VERSION}`,
      ...(apiKey !== undefined && keyHeader !== null && isHome ? { [keyHeader]: apiKey.reveal() } : {}),
    }
  }
}

function kept(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
}
