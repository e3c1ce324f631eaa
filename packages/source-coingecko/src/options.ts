import { nearest, TamisError } from '@tamis/core'
import { isLoopback } from '@tamis/core/http'
import * as v from 'valibot'
import { OPTIONS, WINDOWS, type Window } from './options-schema.ts'
import { type Plan, TERMS } from './plans.ts'
import type { Secret } from './secret.ts'
import type { Universe } from './universe.ts'

/** What `coingeckoMarkets` takes. All of it optional. */
export interface CoingeckoOptions {
  /** Which coins, also as text: `top:250` (the default), `all`, `ids:bitcoin,ethereum`. At most `top:30000`. */
  readonly universe?: Universe | string
  /** What prices are in. Default `usd`. */
  readonly vsCurrency?: string
  /** Digits after the point, 0 to 18, or `full`. Default: the API's. */
  readonly precision?: number | string
  /** The id of a category; walked by rank, so with `top` only. */
  readonly category?: string
  /** Further spans of price change to ask for: 1h, 24h, 7d, 14d, 30d, 200d, 1y. Default none. */
  readonly priceChangePercentage?: readonly Window[]
  /** Prices of the last 7 days with each coin. Default false. */
  readonly sparkline?: boolean
  /** Rank wrapped, staked and bridged coins too; the API leaves them out of ranked pages otherwise. Default false. */
  readonly includeRehypothecated?: boolean
  /** Decides host, header and pace. Default `keyless`; must be given with a key, for keys of both plans look alike. */
  readonly plan?: Plan
  /** 8 to 128 visible ASCII characters. Sent in a header to the base URL's origin, and shown nowhere. */
  readonly apiKey?: Secret | string
  /** The whole base with its path. Default: the plan's. With a key it is https, or http on loopback. */
  readonly baseUrl?: string
  /** Evenly spaced; 0 is unpaced. Default: 3 keyless, 25 demo, 250 pro. */
  readonly requestsPerMinute?: number
  /** Requests under way at once, 1 to 16. Default 1, unpaced 4. */
  readonly concurrency?: number
  /** Of one attempt, to the last byte of the body, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number
  /** Of one decoded body. Default 32 MiB. */
  readonly maxBytes?: number
  /** In place of the global one. */
  readonly fetch?: typeof globalThis.fetch
}

/** The options with every default in its place. */
export interface Settings {
  readonly universe: Universe
  readonly vsCurrency: string
  readonly parameters: Readonly<Record<string, string>>
  readonly plan: Plan
  readonly apiKey: Secret | undefined
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** Infinity when unpaced. */
  readonly requestsPerMinute: number
  readonly concurrency: number
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly fetch: typeof globalThis.fetch | undefined
}

type Parsed = v.InferOutput<typeof OPTIONS>

/**
 * Options, checked, with their defaults.
 *
 * @throws TamisError `config.invalid` naming every problem with its path, never a value.
 */
export function resolveOptions(options: unknown): Settings {
  const result = v.safeParse(OPTIONS, options)
  const issues = result.issues ?? []
  const unsound = new Set(issues.map((issue) => v.getDotPath(issue)?.split('.')[0]))
  const problems = [...issues.map(problemOf), ...contradictions(result.output, unsound)]
  if (!result.success || problems.length > 0) {
    throw new TamisError('config.invalid', { message: [...new Set(problems)].join('\n') })
  }
  return settingsOf(result.output)
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const meant = nearest(path ?? '', Object.keys(OPTIONS.entries))
    return `${path}: no such option${meant === undefined ? '' : `; did you mean ${meant}?`}`
  }
  return path === null ? 'options: must be an object' : `${path}: ${issue.message}`
}

/** What no single option shows, as far as the options concerned are sound by themselves. */
function contradictions(output: unknown, unsound: ReadonlySet<string | undefined>): string[] {
  if (typeof output !== 'object' || output === null) return []
  const { universe, category, plan = 'keyless', apiKey, baseUrl } = output as Parsed
  const sound = (...names: (keyof Parsed)[]): boolean => !names.some((name) => unsound.has(name))
  const problems: string[] = []
  if (sound('category', 'universe') && category !== undefined && (universe === 'all' || 'ids' in universe)) {
    problems.push('category: is walked by rank, so it goes with a universe of top:N only')
  }
  if (sound('plan', 'apiKey') && apiKey !== undefined && plan === 'keyless') {
    problems.push("plan: must be 'demo' or 'pro' with an apiKey, for nothing tells them apart")
  }
  if (sound('plan', 'apiKey') && apiKey === undefined && plan !== 'keyless') {
    problems.push(`apiKey: missing for the plan ${plan}`)
  }
  if (sound('baseUrl') && baseUrl !== undefined) {
    const problem = baseUrlProblem(baseUrl, apiKey !== undefined)
    if (problem !== undefined) problems.push(`baseUrl: ${problem}`)
  }
  return problems
}

function baseUrlProblem(text: string, hasKey: boolean): string | undefined {
  if (!URL.canParse(text)) return 'is not a URL'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://'
  if (url.username !== '' || url.password !== '') return 'must not hold a user or password'
  if (url.search !== '' || url.hash !== '') return 'must be a base without query or fragment'
  if (hasKey && url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return 'must be https, for plain http would show the key (allowed for loopback only)'
  }
  return undefined
}

function settingsOf(options: Parsed): Settings {
  const { universe, vsCurrency, apiKey, timeoutMs, maxBytes, fetch, plan = 'keyless' } = options
  const terms = TERMS[plan]
  const { requestsPerMinute: pace = terms.requestsPerMinute } = options
  return {
    universe,
    vsCurrency,
    parameters: parametersOf(options),
    plan,
    apiKey,
    baseUrl: new URL(options.baseUrl ?? terms.baseUrl).href.replace(/\/+$/, ''),
    requestsPerMinute: pace === 0 ? Number.POSITIVE_INFINITY : pace,
    concurrency: options.concurrency ?? (pace === 0 ? 4 : 1),
    timeoutMs,
    maxBytes,
    fetch,
  }
}

/** What changes the answer, in the API's names; defaults are left out, so that a plan stays the same when one is spelled out. */
function parametersOf(options: Parsed): Readonly<Record<string, string>> {
  const { precision, category, sparkline, includeRehypothecated, priceChangePercentage } = options
  const windows = WINDOWS.filter((window) => priceChangePercentage.includes(window))
  return {
    ...(category === undefined ? {} : { category }),
    ...(precision === undefined ? {} : { precision }),
    ...(windows.length === 0 ? {} : { price_change_percentage: windows.join(',') }),
    ...(sparkline ? { sparkline: 'true' } : {}),
    ...(includeRehypothecated ? { include_rehypothecated: 'true' } : {}),
  }
}
