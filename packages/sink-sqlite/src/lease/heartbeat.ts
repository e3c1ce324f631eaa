import { isTamisError, type RunContext } from '@tamis/core'

/** Renews a lease while a run waits for the network or thinks, so that only one that stands still loses it. */
export class Heartbeat {
  readonly #stopped = new AbortController()
  readonly #done: Promise<void>

  constructor(context: RunContext, everyMs: number, beat: () => void) {
    // The clock rejects when the heart is to stop; nothing else ends the loop from outside.
    this.#done = this.#run(context, everyMs, beat).catch(() => undefined)
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#done
  }

  async #run({ clock, logger }: RunContext, everyMs: number, beat: () => void): Promise<void> {
    for (;;) {
      await clock.sleep(everyMs, this.#stopped.signal)
      if (this.#stopped.signal.aborted) return
      try {
        beat()
      } catch (error) {
        logger.warn(`Could not renew the lease: ${String(error)}`)
        // Lost for good. The run finds out at its next write, which fails the same way.
        if (isTamisError(error) && error.code === 'store.fenced') return
      }
    }
  }
}
