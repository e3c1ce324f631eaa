import type { Options } from './options.ts'

/** What the environment says, merged over the options of a config before the source is made. Empty counts as unset. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Options {
  const baseUrl = env.NORTH_STAR_BASE_URL
  const apiKey = env.NORTH_STAR_API_KEY
  return { ...(baseUrl ? { baseUrl } : {}), ...(apiKey ? { apiKey } : {}) }
}
