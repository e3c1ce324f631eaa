import { TamisError } from '@tamis/core'
import * as v from 'valibot'

/** What the source takes. All of it optional. */
export interface Options {
  /** The API with its path. Default `https://api.north-star.example/v1`. */
  readonly baseUrl?: string
  /** Markets against this currency, in lower case. Default `usd`. */
  readonly quote?: string
  /** Default: none. */
  readonly apiKey?: string
  /** Default 60; 0 is unpaced, for a server of one's own. */
  readonly requestsPerMinute?: number
}

export type Settings = v.InferOutput<typeof OPTIONS>

// No message quotes what was given: it may be a key in the wrong place.
const text = (pattern: RegExp, message: string) => v.pipe(v.string('must be text'), v.regex(pattern, message))
const pace = v.pipe(
  v.number('must be a number'),
  v.finite('must be finite'),
  v.minValue(0, 'must be 0 or more'),
)
const OPTIONS = v.strictObject({
  baseUrl: v.optional(
    text(/^https?:\/\/[^\s?#@]+$/, 'must be a http or https address'),
    'https://api.north-star.example/v1',
  ),
  quote: v.optional(text(/^[a-z0-9]{2,10}$/, 'must be a currency such as usd'), 'usd'),
  apiKey: v.optional(text(/^[\x21-\x7e]{8,128}$/, 'must be 8 to 128 visible ASCII characters')),
  requestsPerMinute: v.optional(pace, 60),
})

/**
 * Options, checked, with their defaults.
 *
 * @throws TamisError `config.invalid` naming every problem with its path.
 */
export function resolveOptions(options: unknown): Settings {
  const result = v.safeParse(OPTIONS, options)
  if (result.success) return { ...result.output, baseUrl: result.output.baseUrl.replace(/\/+$/, '') }
  const problems = result.issues.map(problemOf)
  throw new TamisError('config.invalid', { message: problems.join('\n') })
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${path}: no such option`
  return path === null ? 'options: must be an object' : `${path}: ${issue.message}`
}
