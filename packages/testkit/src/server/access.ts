import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, rateLimited, refusal } from './envelopes.ts'
import type { Query } from './query.ts'

interface Key {
  readonly plan: 'demo' | 'pro'
  readonly value: string
}

/** The key that a request carries, in a header or, as the API allows too, in the query. */
export function keyOf(headers: IncomingHttpHeaders, query: Query): Key | undefined {
  for (const plan of ['pro', 'demo'] as const) {
    const value = headers[`x-cg-${plan}-api-key`] ?? query[`x_cg_${plan}_api_key`]
    if (typeof value === 'string' && value !== '') return { plan, value }
  }
  return undefined
}

/** The refusal of a request whose key is not among the accepted ones. A wrong key is told as one of the other plan. */
export function refuseKey(
  key: Key | undefined,
  accepted: readonly string[] | undefined,
  now: number,
): Answer | undefined {
  if (accepted === undefined) return undefined
  if (key === undefined) return refusal(10002, now)
  if (accepted.includes(key.value)) return undefined
  return refusal(key.plan === 'pro' ? 10011 : 10010, now)
}

/** A limit over a rolling minute: the refusal of a request that comes too early, which does not count. */
export function createRateLimit(perMinute: number): (now: number) => Answer | undefined {
  let served: number[] = []
  return (now) => {
    if (perMinute <= 0) return undefined
    served = served.filter((at) => at > now - 60_000)
    const oldest = served[0]
    if (oldest !== undefined && served.length >= perMinute)
      return rateLimited(String(Math.ceil((oldest + 60_000 - now) / 1000)))
    served.push(now)
    return undefined
  }
}
