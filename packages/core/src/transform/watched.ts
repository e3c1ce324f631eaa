import { isTamisError, TamisError } from '../errors.ts'
import type { TimeLimit } from './time-limit.ts'

/** Runs plugin code under the limit and puts the name of whoever was busy on what goes wrong. */
export function watched<R>(limit: TimeLimit, work: (busy: { id: string }) => R): R {
  const busy = { id: '' }
  let done: { readonly value: R } | undefined
  try {
    done = limit(() => work(busy))
  } catch (cause) {
    if (isTamisError(cause)) throw cause
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    throw new TamisError('rule.failed', {
      message: `Rule ${busy.id} threw ${why}`,
      cause,
      details: { rule: busy.id },
    })
  }
  if (done !== undefined) return done.value
  const message = `Rule ${busy.id} was still busy when the time for judging was up`
  throw new TamisError('rule.failed', { message, details: { rule: busy.id } })
}
