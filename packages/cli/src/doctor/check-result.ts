import type { TamisError } from '@tamis/core'

/** What was looked at, in the order in which it is. */
export const CHECKS = [
  'node',
  'sqlite',
  'config',
  'database',
  'log',
  'pages',
  'disk',
  'batches',
  'issues',
  'api',
  'clock',
  'quota',
  'schedule',
] as const
export type Check = (typeof CHECKS)[number]

/** What was found. `note`: neither good nor bad, or cannot be told. */
export interface CheckResult {
  readonly check: Check
  readonly status: 'ok' | 'note' | 'warning' | 'failed'
  readonly message: string
  /** What to do; null where nothing is to be done. */
  readonly fix: string | null
  /** Why it failed; null otherwise. */
  readonly error: TamisError | null
}

export function ok(check: Check, message: string): CheckResult {
  return { check, status: 'ok', message, fix: null, error: null }
}

export function note(check: Check, message: string, fix: string | null = null): CheckResult {
  return { check, status: 'note', message, fix, error: null }
}

export function warning(check: Check, message: string, fix: string): CheckResult {
  return { check, status: 'warning', message, fix, error: null }
}

export function failed(check: Check, error: TamisError): CheckResult {
  return { check, status: 'failed', message: error.message, fix: error.hint, error }
}
