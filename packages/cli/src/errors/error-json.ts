import { reportedError, type TamisError } from '@tamis/core'

/** What a command that failed prints where a program reads. */
export function failureJson(error: TamisError): Readonly<Record<string, unknown>> {
  return { status: 'failed', error: reportedError(error), exit_code: error.exitCode }
}
