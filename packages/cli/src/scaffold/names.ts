import { isBuiltin } from 'node:module'
import { TamisError } from '@tamis/core'
import type { PluginKind } from './kinds.ts'

/** A name that npm, the file system, a shell and a schema of a database take as it is. */
const NAME = /^(?:@(?<scope>[a-z0-9][a-z0-9-]*)\/)?(?<base>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/
const LONGEST_BASE = 60
/** Of what is left without prefixes: it becomes part of the names of tables. */
const LONGEST_WORDS = 28

export interface PluginName {
  /** As npm knows it: `@acme/tamis-source-kraken`. */
  readonly package: string
  /** Without the scope: the folder. */
  readonly folder: string
  /** What the plugin calls itself, without `tamis` and its kind: `['kraken']`. */
  readonly words: readonly string[]
}

/**
 * The name of a new package.
 *
 * @throws TamisError `usage.invalid` with a name that would do.
 */
export function pluginName(text: string, kind: PluginKind): PluginName {
  const { scope, base } = NAME.exec(text)?.groups ?? {}
  if (base === undefined || base.length > LONGEST_BASE) {
    throw invalid(text, 'is no name for a package: lower-case letters, digits and single hyphens, at most 60')
  }
  if (scope === 'tamis' || text === 'tamis') throw invalid(text, 'is a name of tamis itself')
  if (scope === undefined && isBuiltin(base)) throw invalid(text, 'is a module of Node.js')
  const words = wordsOf(base, kind)
  if (words.join('-').length > LONGEST_WORDS) {
    throw invalid(text, `is too long: at most ${LONGEST_WORDS} characters beside tamis and ${kind}`)
  }
  return { package: text, folder: base, words }
}

/** `tamis-source-kraken` and `kraken-source` are both about kraken. */
function wordsOf(base: string, kind: PluginKind): readonly string[] {
  const words = base.split('-')
  const own = words.filter((word) => word !== 'tamis' && word !== kind && word !== 'plugin')
  return own[0] !== undefined && /^[a-z]/.test(own[0]) ? own : words
}

function invalid(text: string, why: string): TamisError {
  return new TamisError('usage.invalid', {
    message: `${JSON.stringify(text.slice(0, 100))} ${why}`,
    hint: `Try ${suggestion(text)}.`,
  })
}

/** A valid name near what somebody typed. */
function suggestion(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .split('/')
    .at(-1)
    ?.replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 20)
    .replace(/-+$/, '')
  return words === undefined || words === '' || words === 'tamis' || isBuiltin(words)
    ? `my-${words || 'plugin'}`
    : words
}
