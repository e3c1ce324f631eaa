import { asTamisError, ERRORS, nearest, TamisError } from '@tamis/core'
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
  if (!isUsageError(thrown))
    return namingHelp(asFileError(thrown) ?? asTamisError(thrown, 'configure'), command)
  const unknown = thrown.flags?.find((flag): flag is string => typeof flag === 'string')
  const meant = unknown === undefined ? undefined : nearest(unknown.replace(/^-+/, ''), flags)
  return new TamisError('usage.invalid', {
    message: unknown === undefined ? usageText(thrown.message) : `tamis ${command} has no flag ${unknown}`,
    hint: meant === undefined ? helpOf(command) : `Did you mean --${meant}?`,
  })
}

/** The general hint of an error, made that of the command. */
function namingHelp(error: TamisError, command: string): TamisError {
  if (error.hint !== ERRORS['usage.invalid'].hint) return error
  const { message, phase } = error
  return new TamisError('usage.invalid', { message, hint: helpOf(command), phase, cause: error })
}

function helpOf(command: string): string {
  return `See \`tamis ${command} --help\`.`
}

/** What oclif says of a command line over several lines with headings, one line a problem. */
function usageText(text: string): string {
  const [message = ''] = text.split('\nSee more help with --help')
  const [head = '', ...rest] = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const parsing = /^Parsing (--\S+)$/.exec(head)?.[1]
  if (parsing !== undefined) return `${parsing}: ${rest.join(' ').replace(/^Expected/, 'expected')}`
  if (/^Missing \d+ required args?:$/.test(head))
    return rest.map((line) => `Missing argument ${line.replace(/\s{2,}/, ': ')}`).join('\n')
  const lines = /^The following errors? occurred:$/.test(head) ? rest : [head, ...rest]
  return lines
    .map((line) => line.replace(/^Missing required flag (?=\w)/, 'Missing required flag --'))
    .join('\n')
}

interface UsageError extends Error {
  readonly flags?: readonly unknown[]
}

function isUsageError(thrown: unknown): thrown is UsageError {
  if (!(thrown instanceof Error) || thrown.name === 'TamisError') return false
  // What a flag's own check throws is only given another message.
  return 'oclif' in thrown || thrown.message.startsWith('Parsing --')
}
