import { TamisError } from '@tamis/core'
import type { CoingeckoOptions } from './options.ts'
import { Secret } from './secret.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Names of what the environment may hold: keys, each also as `…_FILE`, and the rest. Schedules hand them on. */
export const ENVIRONMENT = {
  keys: ['COINGECKO_DEMO_API_KEY', 'COINGECKO_PRO_API_KEY'],
  others: ['COINGECKO_BASE_URL', 'COINGECKO_REQUESTS_PER_MINUTE'],
} as const

/**
 * The options that the environment holds, to be merged over those of a config. An empty variable counts as unset. A key
 * brings its plan with it. Pure: `readFile` gives the text of the file that a `…_FILE` variable names.
 *
 * @throws TamisError `config.invalid` naming every problem by its variable, never a value.
 */
export function fromEnvironment(env: Environment, readFile: (path: string) => string): CoingeckoOptions {
  const problems: string[] = []
  const read = (name: string): string | undefined => env[name] || undefined
  const demo = keyOf('COINGECKO_DEMO_API_KEY', read, readFile, problems)
  const pro = keyOf('COINGECKO_PRO_API_KEY', read, readFile, problems)
  if (demo !== undefined && pro !== undefined) {
    problems.push(
      'COINGECKO_DEMO_API_KEY and COINGECKO_PRO_API_KEY are both set; which of the two tells the plan',
    )
  }
  const pace = paceOf(read('COINGECKO_REQUESTS_PER_MINUTE'), problems)
  if (problems.length > 0) throw new TamisError('config.invalid', { message: problems.join('\n') })
  const baseUrl = read('COINGECKO_BASE_URL')
  return {
    ...(demo === undefined ? {} : { plan: 'demo', apiKey: demo }),
    ...(pro === undefined ? {} : { plan: 'pro', apiKey: pro }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(pace === undefined ? {} : { requestsPerMinute: pace }),
  }
}

function keyOf(
  name: string,
  read: (name: string) => string | undefined,
  readFile: (path: string) => string,
  problems: string[],
): Secret | undefined {
  const value = read(name)
  const path = read(`${name}_FILE`)
  if (value !== undefined && path !== undefined) problems.push(`${name} and ${name}_FILE are both set`)
  if (value !== undefined) return new Secret(value)
  if (path === undefined) return undefined
  try {
    const text = readFile(path).trim()
    if (text !== '') return new Secret(text)
    problems.push(`${name}_FILE: the file is empty`)
  } catch (error) {
    problems.push(`${name}_FILE: the file cannot be read${codeOf(error)}`)
  }
  return undefined
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
}

function paceOf(text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined) return undefined
  if (/^\d+(?:\.\d+)?$/.test(text.trim())) return Number(text)
  problems.push('COINGECKO_REQUESTS_PER_MINUTE: must be a number, 0 for unpaced')
  return undefined
}
