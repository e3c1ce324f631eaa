import { setTimeout as delay } from 'node:timers/promises'
import { isTamisError, type Page, type PageRequest, type SourceSession, type TamisError } from '@tamis/core'
import { keep, need, outcomeOf, textOf } from '../check.ts'
import type { Fault } from './api.ts'
import type { SourceBench } from './suite.ts'

/** Real milliseconds that who was asked to stop may take on a machine that is busy with other things. */
const PATIENCE_MS = 3000

/** One request that is sent more often than this is sent for ever. */
const MOST_TRIES = 100

/** The first request of a plan. */
export async function firstRequest<T extends object>({ source }: SourceBench<T>): Promise<PageRequest> {
  const nothing = { get: () => new Promise<never>(() => undefined), peek: () => undefined }
  const plan = source.requests(nothing)[Symbol.asyncIterator]()
  const first = await promptly(plan.next())
  need(!(first instanceof Error), 'requests waits before it has asked for anything')
  need(first.done !== true, 'the plan asks for nothing')
  await plan.return?.()
  return first.value
}

/** The first request, sent while the API fails so. */
export async function ask<T extends object>(
  bench: SourceBench<T>,
  fault: (count: number) => Fault | undefined,
  session: SourceSession = bench.source.connect(bench.context()),
): Promise<{ readonly session: SourceSession; readonly page?: Page; readonly error?: TamisError }> {
  bench.api.fault = fault
  const request = await firstRequest(bench)
  const outcome = await bench.drive(
    outcomeOf(() => session.fetch(request)),
    MOST_TRIES,
  )
  if ('value' in outcome) return { session, page: outcome.value }
  const { thrown } = outcome
  keep(isTamisError(thrown), `it threw ${textOf(thrown)}, which is no TamisError`)
  return { session, error: thrown }
}

/** What work comes to, or an error that says so when it does not come to an end by itself. */
export async function promptly<R>(work: Promise<R>): Promise<R | Error> {
  const patience = new AbortController()
  const nothing = delay(PATIENCE_MS, new Error(`nothing happened for ${PATIENCE_MS / 1000} s`), {
    signal: patience.signal,
  })
  try {
    return await Promise.race([work, nothing])
  } finally {
    nothing.catch(() => undefined)
    patience.abort()
  }
}

export function nameOf(fault: Fault): string {
  if (typeof fault === 'string' && ['reset', 'truncated', 'silent'].includes(fault)) return `"${fault}"`
  if (typeof fault === 'string' || fault instanceof Uint8Array) return 'a body'
  if (!('body' in fault)) return 'a body'
  const body = String(fault.body)
  return `status ${fault.status ?? 200} with ${body === '' ? 'no body' : JSON.stringify(body.slice(0, 40))}`
}
