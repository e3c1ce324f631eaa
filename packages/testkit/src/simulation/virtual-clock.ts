import type { Clock } from '@tamis/core'

interface Timer {
  readonly at: number
  readonly order: number
  fire(): void
}

/**
 * A clock that stands still until its driver lets the next sleeper wake. Sleepers wake in the order of their times, and
 * of their calls where those are equal, so a run under it repeats itself.
 */
export class VirtualClock implements Clock {
  #elapsed = 0
  #offset: number
  #order = 0
  readonly #timers: Timer[] = []

  /** `startsAt` in milliseconds since 1970 UTC. */
  constructor(startsAt = Date.UTC(2026, 10, 22, 5)) {
    this.#offset = startsAt
  }

  now(): number {
    return this.#offset + this.#elapsed
  }

  monotonic(): number {
    return this.#elapsed
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#remove(timer)
        reject(signal?.reason)
      }
      const timer: Timer = {
        at: this.#elapsed + Math.max(0, ms),
        order: this.#order++,
        fire() {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
      }
      if (timer.at < Number.POSITIVE_INFINITY) this.#insert(timer)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** The wall clock jumps, forward or back; what is measured does not. */
  jump(ms: number): void {
    this.#offset += ms
  }

  /** Lets time pass up to the next sleeper and wakes it. False when nobody sleeps. */
  wakeNext(): boolean {
    const timer = this.#timers.shift()
    if (timer === undefined) return false
    this.#elapsed = Math.max(this.#elapsed, timer.at)
    timer.fire()
    return true
  }

  /** Lets so many milliseconds pass and wakes who is due by then. */
  pass(ms: number): void {
    const until = this.#elapsed + ms
    while ((this.#timers[0]?.at ?? Number.POSITIVE_INFINITY) <= until) this.wakeNext()
    this.#elapsed = until
  }

  /**
   * Lets time pass until the work is done.
   *
   * @throws Error when the work waits for something that no sleeper will bring about.
   */
  async drive<R>(work: Promise<R>): Promise<R> {
    let done = false
    const settled = work.then(
      () => {
        done = true
      },
      () => {
        done = true
      },
    )
    for (let idle = 0; !done; ) {
      await everythingReady()
      if (done) break
      idle = this.wakeNext() ? 0 : idle + 1
      if (idle > 50) throw new Error('deadlock: the work waits, and nobody is asleep')
    }
    await settled
    return work
  }

  #insert(timer: Timer): void {
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#timers[middle] as Timer
      if (other.at < timer.at || (other.at === timer.at && other.order < timer.order)) low = middle + 1
      else high = middle
    }
    this.#timers.splice(low, 0, timer)
  }

  #remove(timer: Timer): void {
    const at = this.#timers.indexOf(timer)
    if (at >= 0) this.#timers.splice(at, 1)
  }
}

/** Resolves once every promise that can go on without time passing has done so. */
export function everythingReady(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
