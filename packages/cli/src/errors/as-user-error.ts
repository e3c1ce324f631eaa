import { asTamisError, nearest, TamisError } from '@tamis/core'
import { asFileError } from './as-file-error.ts'

interface Usage {
  /** Of the command, as it is typed: `batches show`. */
  readonly command: string
  readonly flags: readonly string[]
}

/**
 * Any thrown value as an error for the user: what oclif says of the command line as `usage.invalid`, without the rest of
 * what its errors carry, which is the whole configuration.
 */
export function asUserError(thrown: unknown, { command, flags }: Usage): TamisError {
  if (!isUsageError(thrown)) return asFileError(thrown) ?? asTamisError(thrown, 'configure')
  const [message = ''] = thrown.message.split('\nSee more help with --help')
  const unknown = thrown.flags?.find((flag): flag is string => typeof flag === 'string')
  const meant = unknown === undefined ? undefined : nearest(unknown.replace(/^-+/, ''), flags)
  return new TamisError('usage.invalid', {
    message: unknown === undefined ? message.trim() : `tamis ${command} has no flag ${unknown}`,
    hint: meant === undefined ? `See \`tamis ${command} --help\`.` : `Did you mean --${meant}?`,
  })
}

interface UsageError extends Error {
  readonly oclif: { readonly exit?: number }
  readonly flags?: readonly unknown[]
}

function isUsageError(thrown: unknown): thrown is UsageError {
  return thrown instanceof Error && 'oclif' in thrown && thrown.name !== 'TamisError'
}
