import type { Key } from './answers.ts'

/** What stands for the environment, to be copied to `.env` and filled in. */
export function envExample(key: Key): string {
  const line = (kind: Exclude<Key, 'none'>): string =>
    `${kind === key ? '' : '# '}COINGECKO_${kind.toUpperCase()}_API_KEY=`
  return `# Settings that are no part of the config, because they are secret or of one machine. An empty one counts as unset.
# Copy this file to .env, which git ignores, fill it in, and load it before tamis:  set -a; . ./.env; set +a

# The key of the CoinGecko API: one of the two, which decides plan, host and pace.
${line('demo')}
${line('pro')}

# Or the path of a file that holds it, as schedulers and containers give secrets.
# COINGECKO_DEMO_API_KEY_FILE=/etc/tamis/coingecko_demo_api_key

# Another database than that of the config.
# TAMIS_DATABASE=
`
}

/** Rules that keep keys and data out of a repository, for paths below the folder of the ignore file. */
export function ignoreRules(database: string, issues: string): readonly string[] {
  // A line break would make two rules of one.
  const inside = (path: string): boolean => !/^(\.\.(\/|$)|\/|[A-Za-z]:)|\p{Cc}/u.test(path)
  return [
    '.env',
    '/tamis-demo/',
    ...(inside(database) ? [`/${pattern(database)}*`] : []),
    ...(inside(issues) ? [`/${pattern(issues)}/`] : []),
  ]
}

/** The text of an ignore file with the rules that it lacks; null when it lacks none. */
export function withRules(text: string, rules: readonly string[]): string | null {
  const there = new Set(text.split(/\r?\n/).map((line) => line.trim()))
  const missing = rules.filter((rule) => !there.has(rule))
  if (missing.length === 0) return null
  const gap = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n'
  return `${text}${gap}# tamis: keys and data\n${missing.join('\n')}\n`
}

/** A path with what an ignore file would read as something else made plain. */
function pattern(path: string): string {
  return path.replaceAll(/[\\*?[\]#! ]/g, '\\$&')
}
