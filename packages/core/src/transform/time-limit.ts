import { type Context, createContext, Script } from 'node:vm'

const TIMEOUT = 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/** Runs synchronous work; `undefined` when it takes longer than it may. What the work throws, it throws. */
export type TimeLimit = <R>(work: () => R) => { readonly value: R } | undefined

/** No limit, for simulations, in which nothing hangs. */
export const unlimited: TimeLimit = (work) => ({ value: work() })

/**
 * A limit that ends even an endless loop: V8 stops the script when its time is up, which no promise and no signal
 * could, as neither gets a turn.
 */
export function timeLimit(limitMs: number): TimeLimit {
  const script = new Script('run()', { filename: 'tamis-time-limit' })
  const global: { run?: (() => void) | undefined } = {}
  // Made when first needed, and once, as it takes a millisecond.
  let context: Context | undefined
  return <R>(work: () => R) => {
    let done: { readonly value: R } | undefined
    global.run = () => {
      done = { value: work() }
    }
    try {
      context ??= createContext(global)
      script.runInContext(context, { timeout: limitMs })
    } catch (error) {
      if (!isTimeout(error)) throw error
    } finally {
      global.run = undefined
    }
    return done
  }
}

/** It comes from the context of the script, whose `Error` is another one than ours. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === TIMEOUT
}
