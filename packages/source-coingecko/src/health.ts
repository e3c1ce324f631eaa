import {
  asTamisError,
  type Health,
  type HealthCheck,
  type PageRequest,
  type Quota,
  type RunContext,
} from '@tamis/core'
import { type Accept, type Answer, readJson } from '@tamis/core/http'
import * as v from 'valibot'
import { accept } from './http/accept.ts'
import type { Settings } from './options.ts'
import { coingeckoSession } from './session.ts'

/** Somebody waits for the answer. */
const TIMEOUT_MS = 10_000

/** `/key`, as far as it is of use here. Only Pro keys are answered. */
const USAGE = v.object({
  plan: v.string(),
  rate_limit_request_per_minute: v.number(),
  monthly_call_credit: v.number(),
  current_remaining_monthly_calls: v.number(),
})

/** With a Pro key `/key`, which tells what is left; else one coin, which costs a credit, as `/ping` looks at no key. */
export function healthCheck(settings: Settings): HealthCheck {
  const { plan, apiKey, baseUrl } = settings
  return {
    host: new URL(baseUrl).host,
    plan,
    hasKey: apiKey !== undefined,
    ask: (context) => ask(settings, context),
  }
}

async function ask(settings: Settings, context: RunContext): Promise<Health> {
  let answered: Answer | undefined
  let quota: Quota | null = null
  const listening: Accept = (answer, request, trace) => {
    if ('failure' in answer) return accept(answer, request, trace)
    answered = answer
    const read = answer.status === 200 ? readJson(answer, trace) : { odd: 'status' }
    const usage = 'value' in read ? v.safeParse(USAGE, read.value) : undefined
    if (usage?.success !== true) return accept(answer, request, trace)
    quota = quotaOf(usage.output)
    return { parsed: usage.output }
  }
  const { clock, signal } = context
  // A deadline of now allows the request, and no wait for another.
  const once = { ...context, deadline: clock.monotonic() }
  const session = coingeckoSession({ ...settings, timeoutMs: TIMEOUT_MS }, 1, once, listening)
  let error: Health['error'] = null
  try {
    await session.fetch(requestOf(settings))
  } catch (thrown) {
    signal.throwIfAborted()
    error = asTamisError(thrown, 'extract')
  }
  return { clock: answered === undefined ? null : clockOf(answered), quota, error }
}

function requestOf({ plan, baseUrl, vsCurrency }: Settings): PageRequest {
  if (plan === 'pro') return { page: 0, kind: 'listing', url: `${baseUrl}/key`, params: {} }
  const params = { vs_currency: vsCurrency, ids: 'bitcoin', per_page: '1', page: '1' }
  return { page: 0, kind: 'listing', url: `${baseUrl}/coins/markets`, params }
}

function quotaOf(usage: v.InferOutput<typeof USAGE>): Quota {
  return {
    plan: usage.plan,
    limit: usage.monthly_call_credit,
    left: usage.current_remaining_monthly_calls,
    requestsPerMinute: usage.rate_limit_request_per_minute,
  }
}

/** An answer that a cache kept for `age` seconds was dated when it was made. */
function clockOf({ headers, endedAt }: Answer): Health['clock'] {
  const dated = Date.parse(headers.get('date') ?? '')
  const age = Number(headers.get('age') ?? 0)
  if (Number.isNaN(dated)) return null
  return { theirs: dated + (Number.isFinite(age) ? age * 1000 : 0), ours: endedAt }
}
