import type { Clock } from '../../flow.ts'

/** Thrown, and the reason of the signal, when time is up. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp'
}

/**
 * Work that ends within `ms` milliseconds on the given clock. Its signal aborts when time is up or the caller's signal
 * aborts; the wait ends then whether or not the work heeds it.
 *
 * @throws TimeUp, or `signal.reason`.
 */
export async function within<R>(
  ms: number,
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  signal.throwIfAborted()
  const over = new AbortController()
  const timer = new AbortController()
  const timeIsUp = clock.sleep(ms, AbortSignal.any([signal, timer.signal])).then(() => {
    const reason = new TimeUp()
    over.abort(reason)
    throw reason
  })
  try {
    return await Promise.race([work(AbortSignal.any([signal, over.signal])), timeIsUp])
  } finally {
    timeIsUp.catch(() => undefined)
    timer.abort()
  }
}
