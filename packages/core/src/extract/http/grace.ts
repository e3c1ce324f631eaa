import type { Clock } from '../../flow.ts'

/** How long who stops waits for what is on the wire: it was paid for. A run must end within 2 s of a signal. */
export const GRACE_MS = 750

/** A signal that follows another one after a while. To be disposed of when nobody waits for it any more. */
export function delayed(signal: AbortSignal, ms: number, clock: Clock): Disposable & { signal: AbortSignal } {
  const late = new AbortController()
  const over = new AbortController()
  const begin = (): void => {
    clock.sleep(ms, over.signal).then(
      () => late.abort(signal.reason),
      () => undefined,
    )
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    signal: late.signal,
    [Symbol.dispose]() {
      signal.removeEventListener('abort', begin)
      over.abort()
    },
  }
}
