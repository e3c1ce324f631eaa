import pRetry from 'p-retry'
import { isTamisError, type TamisError } from '../errors.ts'
import type { RunContext } from '../flow.ts'

export interface RetryOptions {
  /** Retries of one request after its first attempt. Default 5. */
  readonly retries?: number
  /** Shared by all requests of a run, so that an outage does not multiply by the number of pages. */
  readonly budget: RetryBudget
  readonly context: Pick<RunContext, 'clock' | 'random' | 'signal' | 'deadline' | 'emit' | 'logger'>
  /** Longest pause that is chosen by ourselves, in milliseconds. Default 30,000. */
  readonly maxPauseMs?: number
}

/** How many retries a run may still make. */
export interface RetryBudget {
  take(): boolean
}

/** At least 5, or a fifth of the planned requests if that is more. */
export function retryBudget(plannedRequests: number): RetryBudget {
  let left = Math.max(5, Math.ceil(plannedRequests * 0.2))
  return { take: () => left-- > 0 }
}

/**
 * Runs an attempt until it succeeds, fails for good, or may not be tried again. Full jitter between attempts
 * (0 to 1 s, then 2 s, 4 s, …), but never earlier than the source asked: an error whose details hold `retryAfterMs`
 * is waited out in full, plus up to a second. A wait that would pass the deadline is not begun.
 *
 * @throws the last TamisError of the attempt; `signal.reason` when aborted before one, or after one that failed.
 */
export async function withRetry<R>(attempt: () => Promise<R>, options: RetryOptions): Promise<R> {
  const { retries = 5, budget, context, maxPauseMs = 30_000 } = options
  const { clock, random, signal, deadline } = context
  const begin = (): Promise<R> => {
    // p-retry's own signal would throw away an answer that came while the run was stopped.
    signal.throwIfAborted()
    return attempt()
  }
  return pRetry(begin, {
    retries,
    minTimeout: 0,
    onFailedAttempt: () => signal.throwIfAborted(),
    // p-retry's own delay knows no Retry-After and no virtual clock: the wait happens here.
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!isTamisError(error) || error.recovery !== 'retry' || !budget.take()) return false
      const pause = pauseBefore(error, attemptNumber, random, maxPauseMs)
      if (clock.monotonic() + pause >= deadline) return false
      context.emit({ kind: 'retry', attempt: attemptNumber, waitMs: pause, reason: error.message })
      context.logger.warn(`${error.message}; trying again in ${Math.ceil(pause / 1000)} s`, {
        code: error.code,
      })
      await clock.sleep(pause, signal)
      return true
    },
  })
}

function pauseBefore(error: TamisError, attempt: number, random: () => number, maxPauseMs: number): number {
  const asked = error.details.retryAfterMs
  if (typeof asked === 'number') return asked + Math.floor(random() * 1000)
  return Math.floor(random() * Math.min(maxPauseMs, 1000 * 2 ** (attempt - 1)))
}
