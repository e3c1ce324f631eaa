import { TamisError } from '@tamis/core'

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const
type Stop = keyof typeof EXIT_CODES

/** A signal that aborts when the process is asked to stop. A second request ends the process at once. */
export interface StopSignal extends Disposable {
  readonly signal: AbortSignal
}

/** What is done is still to be told: a request to stop that comes now may not cut off the report, a second one may. */
function ignore(): void {}

/**
 * Listens for SIGINT and SIGTERM until disposed of. `onStop` tells the user that the first one was heard; `hint` says what to
 * do then.
 */
export function listenForStop(onStop: (name: Stop) => void, hint?: string): StopSignal {
  const controller = new AbortController()
  const stop = (name: Stop): void => {
    // What is committed is whole and what is not is not there: nothing has to be tidied up.
    if (controller.signal.aborted) process.exit(EXIT_CODES[name])
    onStop(name)
    controller.abort(
      new TamisError('run.interrupted', {
        message: `Stopped by ${name}`,
        exitCode: EXIT_CODES[name],
        ...(hint !== undefined && { hint }),
      }),
    )
  }
  for (const name of Object.keys(EXIT_CODES) as Stop[]) process.on(name, stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of Object.keys(EXIT_CODES) as Stop[]) {
        process.off(name, stop)
        if (!process.listeners(name).includes(ignore)) process.once(name, ignore)
      }
    },
  }
}
