import { type Page, type PageRequest, sha256, TamisError } from '@tamis/core'
import { type CoinMarketShape, coinAnswer } from './coin-market.ts'
import type { Seeded } from './seeded.ts'
import type { SimProcess } from './sim-process.ts'

export const NETWORK_FAULTS = [
  'unreachable',
  'slow',
  'limited',
  'down',
  'truncated',
  'refused',
  'leak',
] as const
export type NetworkFault = (typeof NETWORK_FAULTS)[number]

export interface CoinNetworkOptions {
  readonly shape: CoinMarketShape
  readonly draws: Seeded
  /** Of the requests that meet a fault, 0 to 1. */
  readonly faulty: number
  readonly faults: readonly NetworkFault[]
  /** Longest time an answer takes when nothing is wrong, in milliseconds. */
  readonly latencyMs: number
  /** A key that must be found nowhere. */
  readonly secret: string
  readonly onFault: (fault: NetworkFault) => void
  /** Told of a request that comes earlier than an answer allowed. */
  readonly onImpatience: (earlyByMs: number) => void
}

/** An API that answers, fails and asks for patience as a seed has it, and remembers what it said. */
export class CoinNetwork {
  readonly #options: CoinNetworkOptions
  readonly #answered = new Set<string>()
  healed = false
  requests = 0

  constructor(options: CoinNetworkOptions) {
    this.#options = options
  }

  /** The transport of one run; what an answer asks of it holds for all of its requests. */
  connect(process: SimProcess): (request: PageRequest, signal: AbortSignal) => Promise<Page> {
    let notBefore = 0
    const { draws, latencyMs, faulty, faults, onFault, onImpatience } = this.#options
    return async (request, signal) => {
      process.requireAlive()
      this.requests++
      const early = notBefore - process.clock.monotonic()
      if (early > 0) onImpatience(early)
      await process.clock.sleep(draws.between(1, latencyMs), signal)
      if (!this.healed && faults.length > 0 && draws.chance(faulty)) {
        const fault = draws.pick(faults)
        onFault(fault)
        const retryAfterMs = fault === 'limited' ? draws.pick([1000, 20_000, 90_000]) : undefined
        if (retryAfterMs !== undefined) notBefore = process.clock.monotonic() + retryAfterMs
        if (fault === 'slow') await process.clock.sleep(30_000, signal)
        throw this.#error(fault, retryAfterMs)
      }
      return this.#answer(request, process)
    }
  }

  /** Whether these bytes were ever the answer for a page. */
  hasAnswered(page: number, hash: string): boolean {
    return this.#answered.has(`${page} ${hash}`)
  }

  #answer(request: PageRequest, process: SimProcess): Page {
    const { shape, draws } = this.#options
    const body = new TextEncoder().encode(coinAnswer(request, shape, draws))
    this.#answered.add(`${request.page} ${sha256(body)}`)
    const headers = { 'content-type': 'application/json' }
    return { request, status: 200, headers, body, fetchedAt: process.clock.now() }
  }

  #error(fault: NetworkFault, retryAfterMs: number | undefined): TamisError {
    switch (fault) {
      case 'unreachable':
        return new TamisError('source.unreachable', {
          message: 'No connection',
          cause: new Error(`fetch failed for ${this.#options.secret}`),
        })
      case 'slow':
        return new TamisError('source.timeout', { message: 'No answer in 30 s' })
      case 'limited':
        return new TamisError('source.rate_limited', { message: '429', details: { retryAfterMs } })
      case 'down':
        return new TamisError('source.unavailable', { message: '503' })
      case 'truncated':
        return new TamisError('source.truncated', { message: 'It broke off' })
      case 'refused':
        return new TamisError('source.refused', { message: '401' })
      case 'leak':
        return new TamisError('source.leak', {
          message: 'The answer holds the key',
          cause: new Error(this.#options.secret),
        })
      default:
        return fault satisfies never
    }
  }
}
