import { SEVERITIES, type Severity, TamisError } from '@tamis/core'
import * as v from 'valibot'

/** What the rule takes. All of it optional. */
export interface Options {
  /** How many times the usual price, or how small a part of it. Above 1. Default 10. */
  readonly maxRatio?: number
  /** How many earlier batches to look at, 1 to 100. Default 7. */
  readonly batches?: number
  /** Default `warn`. */
  readonly severity?: Severity
}

export type Settings = v.InferOutput<typeof OPTIONS>

const BATCHES = 'must be a whole number from 1 to 100'
const RATIO = 'must be a number above 1'
const OPTIONS = v.strictObject({
  maxRatio: v.optional(v.pipe(v.number(RATIO), v.finite(RATIO), v.gtValue(1, RATIO)), 10),
  batches: v.optional(
    v.pipe(v.number(BATCHES), v.integer(BATCHES), v.minValue(1, BATCHES), v.maxValue(100, BATCHES)),
    7,
  ),
  severity: v.optional(v.picklist(SEVERITIES, `must be one of ${SEVERITIES.join(', ')}`), 'warn'),
})

/**
 * Options, checked, with their defaults.
 *
 * @throws TamisError `config.invalid` naming every problem with its path.
 */
export function resolveOptions(options: unknown): Settings {
  const result = v.safeParse(OPTIONS, options)
  if (result.success) return result.output
  throw new TamisError('config.invalid', { message: result.issues.map(problemOf).join('\n') })
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${path}: no such option`
  return path === null ? 'options: must be an object' : `${path}: ${issue.message}`
}
