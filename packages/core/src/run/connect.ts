import { asTamisError } from '../errors.ts'
import type { Source, SourceSession } from '../extract/source.ts'
import type { RunContext } from '../flow.ts'

/** A session with the source, and the way to end what is under way in it. */
export interface Connection {
  readonly session: SourceSession
  stop(reason: unknown): void
}

/** @throws TamisError of the source, which may lack something that it needs: a key. */
export function connect<T extends object>(source: Source<T>, context: RunContext): Connection {
  const over = new AbortController()
  const signal = AbortSignal.any([context.signal, over.signal])
  try {
    const session = source.connect({ ...context, signal })
    return { session, stop: (reason) => over.abort(reason) }
  } catch (thrown) {
    throw asTamisError(thrown, 'extract')
  }
}
