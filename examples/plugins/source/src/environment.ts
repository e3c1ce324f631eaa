import { TamisError } from '@tamis/core'
import type { Options } from './options.ts'

/** Names of what the environment may hold: a key, also as `…_FILE`, and the rest. Schedules hand them on. */
export const ENVIRONMENT = {
  keys: ['NORTH_STAR_API_KEY'],
  others: ['NORTH_STAR_BASE_URL'],
} as const

/**
 * What the environment says, merged over the options of a config before the source is made. Empty counts as unset.
 *
 * @throws TamisError `config.invalid` for a key that cannot be read, never with the key.
 */
export function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Options {
  const baseUrl = env.NORTH_STAR_BASE_URL
  const file = env.NORTH_STAR_API_KEY_FILE
  const apiKey = file ? keyIn(file, readFile) : env.NORTH_STAR_API_KEY
  return { ...(baseUrl ? { baseUrl } : {}), ...(apiKey ? { apiKey } : {}) }
}

function keyIn(file: string, readFile: (path: string) => string): string {
  let key: string
  try {
    key = readFile(file).trim()
  } catch (cause) {
    const message = 'NORTH_STAR_API_KEY_FILE: the file cannot be read'
    throw new TamisError('config.invalid', { message, cause })
  }
  if (key !== '') return key
  const message = 'NORTH_STAR_API_KEY_FILE: the file is empty'
  throw new TamisError('config.invalid', { message })
}
