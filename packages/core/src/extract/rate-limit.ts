import type { Clock } from '../flow.ts'

export interface RateLimitOptions {
  /** Above 0; Infinity does not wait at all. */
  readonly requestsPerMinute: number
  readonly clock: Clock
}

/** Lets requests start no closer together than the rate allows. Evenly spaced: a burst is what trips a limit. */
export interface RateLimit {
  /** Resolves when the next request may start. Rejects with `signal.reason` when aborted. */
  turn(signal: AbortSignal): Promise<void>
  /** No request starts before `ms` milliseconds from now: what an answer with Retry-After asks of all that follow. */
  pause(ms: number): void
}

/** A limit over all requests that share it. */
export function rateLimit({ requestsPerMinute, clock }: RateLimitOptions): RateLimit {
  const gapMs = 60_000 / requestsPerMinute
  let nextAt = Number.NEGATIVE_INFINITY
  return {
    async turn(signal) {
      signal.throwIfAborted()
      for (;;) {
        const now = clock.monotonic()
        if (now >= nextAt) {
          nextAt = now + gapMs
          return
        }
        // Others may have taken the turn while this one slept, so look again.
        await clock.sleep(nextAt - now, signal)
      }
    },
    pause(ms) {
      nextAt = Math.max(nextAt, clock.monotonic() + ms)
    },
  }
}
