import { setTimeout as delay } from 'node:timers/promises'
import { everythingReady, type VirtualClock } from '../../simulation/virtual-clock.ts'
import { keep } from '../check.ts'
import type { TestApi } from './api.ts'

/** Turns of the event loop, and real milliseconds, in which nothing happens before time may pass. */
const QUIET_TURNS = 20
const QUIET_MS = 25
/** Real milliseconds after which work that nobody brings forward counts as hung. */
const PATIENCE_MS = 3000
/**
 * Lets work go on until it is done: while the API is busy no time passes on the clock, and when everything stands still
 * the next sleeper wakes. So minutes of waiting take milliseconds, over real sockets. Ends the check when nobody sleeps on
 * the clock, nothing is asked, and the work is not done; and when it has sent more than `mostRequests`.
 */
export async function drive<R>(
  clock: VirtualClock,
  api: TestApi,
  work: Promise<R>,
  mostRequests: number,
): Promise<R> {
  let done = false
  const settle = (): void => {
    done = true
  }
  work.then(settle, settle)
  const before = api.requests.length
  const isOver = (): boolean => {
    const sent = api.requests.length - before
    keep(sent <= mostRequests, `it had sent ${sent} requests, and there was no end to it`)
    return done
  }
  let idleSince: number | undefined
  while (!done) {
    await quiet(api, isOver)
    if (done) break
    if (clock.wakeNext()) {
      idleSince = undefined
      continue
    }
    idleSince ??= performance.now()
    keep(
      performance.now() - idleSince <= PATIENCE_MS,
      "it waits for something other than an answer or the context's clock",
    )
  }
  return work
}

/** Resolves once nothing has gone on for a while, or the work is done. */
async function quiet(api: TestApi, isOver: () => boolean): Promise<void> {
  let seen = api.requests.length
  for (let turns = 0, since = performance.now(); ; turns++) {
    if (isOver()) return
    if (api.busy || api.requests.length !== seen) {
      seen = api.requests.length
      turns = 0
      since = performance.now()
    }
    if (turns >= QUIET_TURNS && performance.now() - since >= QUIET_MS) return
    await (turns < QUIET_TURNS ? everythingReady() : delay(2))
  }
}
