import type { TamisError } from '@tamis/core'

/** An error as it stands in `--json`: what a program can act on, and nothing of the machine. */
export function errorJson(error: TamisError): {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly phase: string
  readonly recovery: string
} {
  const { code, message, hint, phase, recovery } = error
  return { code, message, hint, phase, recovery }
}

/** What a command that failed prints where a program reads. */
export function failureJson(error: TamisError): Readonly<Record<string, unknown>> {
  return { status: 'failed', error: errorJson(error), exit_code: error.exitCode }
}
