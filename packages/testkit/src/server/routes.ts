import { type Answer, json, plainError, refusal } from './envelopes.ts'
import type { Market } from './market.ts'
import { marketsAnswer } from './markets.ts'
import { BadParameter, flag, type Query } from './query.ts'

export const BASE_PATH = '/api/v3'

export interface Call {
  /** The path without the base, for example `/coins/markets`. */
  readonly path: string
  readonly query: Query
  readonly plan: 'demo' | 'pro' | undefined
  readonly requestsPerMinute: number
  readonly now: number
}

/** What the API answers to a call that nothing stands in the way of. */
export function route(market: Market, call: Call): Answer {
  try {
    return endpoint(market, call)
  } catch (error) {
    if (error instanceof BadParameter) return error.answer
    throw error
  }
}

function endpoint(market: Market, { path, query, plan, requestsPerMinute, now }: Call): Answer {
  if (path === '/ping') return json({ gecko_says: '(V3) To the Moon!' })
  if (path === '/coins/list')
    return query.status === 'inactive' ? refusal(10005, now) : listing(market, query)
  if (path === '/coins/markets') return marketsAnswer(market, query)
  if (path === '/key') return plan === 'pro' ? json(usage(requestsPerMinute)) : refusal(10005, now)
  if (/^\/coins\/[^/]+$/.test(path)) return plainError(404, 'coin not found')
  return plainError(404, 'Incorrect path. Please check https://www.coingecko.com/api/')
}

/** `/coins/list`: every coin, by id, in one answer. */
function listing(market: Market, query: Query): Answer {
  const platforms = flag(query, 'include_platform') ? { platforms: {} } : {}
  const rows = market.coins.map(({ id, symbol, name }) => ({ id, symbol, name, ...platforms }))
  return json(rows.sort((left, right) => (left.id < right.id ? -1 : 1)))
}

function usage(requestsPerMinute: number) {
  const perMinute = requestsPerMinute || 500
  return {
    plan: 'Analyst',
    rate_limit_request_per_minute: perMinute,
    monthly_call_credit: 500_000,
    current_total_monthly_calls: 1234,
    current_remaining_monthly_calls: 498_766,
    api_key_rate_limit_request_per_minute: perMinute,
    api_key_monthly_call_credit: 500_000,
    api_key_current_total_monthly_calls: 1234,
  }
}
