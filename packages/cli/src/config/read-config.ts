import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { TamisError } from '@tamis/core'
import { importModule } from './import-module.ts'
import { repeatedKeys } from './repeated-keys.ts'

/** What a folder's configuration may be called. */
export const CONFIG_NAMES: readonly string[] = ['ts', 'js', 'mjs', 'json'].map(
  (extension) => `tamis.config.${extension}`,
)

/** What a configuration holds, unchecked, and where it stands. */
export interface ConfigFile {
  readonly value: unknown
  /** Absolute. */
  readonly file: string
}

/**
 * Reads the configuration of a folder, or the file named instead; null when the folder has none.
 *
 * @throws TamisError `config.unreadable`, `config.invalid` for a key that is there twice.
 */
export async function readConfig(folder: string, named: string | undefined): Promise<ConfigFile | null> {
  const found = named === undefined ? findConfig(folder) : resolve(folder, named)
  if (found === undefined) return null
  if (!existsSync(found))
    throw unreadable(found, isThere(found) ? 'it is a link that leads nowhere' : 'there is no such file')
  if (statSync(found).isDirectory()) throw unreadable(found, 'it is a folder')
  const value = extname(found) === '.json' ? readJson(found) : await importConfig(found)
  return { value, file: found }
}

function findConfig(folder: string): string | undefined {
  const found = CONFIG_NAMES.map((name) => resolve(folder, name)).filter(isThere)
  if (found.length < 2) return found[0]
  throw new TamisError('config.unreadable', {
    message: `Several configurations stand side by side: ${found.join(', ')}`,
    hint: 'Keep one of them, or name it with --config.',
  })
}

/** A link that leads nowhere is there too: whoever made it does not mean the defaults. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function readJson(file: string): unknown {
  let text: string
  let value: unknown
  try {
    text = readFileSync(file, 'utf8').replace(/^\ufeff/, '')
    value = JSON.parse(text)
  } catch (cause) {
    // The message of a syntax error quotes the text, which may hold a key.
    const why = cause instanceof SyntaxError ? `it is not JSON${placeOf(cause)}` : String(cause)
    throw unreadable(file, why, cause)
  }
  const repeated = repeatedKeys(text)
  if (repeated.length === 0) return value
  throw new TamisError('config.invalid', {
    message: repeated.map((path) => `${path}: is there more than once`).join('\n'),
    hint: `Mend the named entries of ${file}.`,
  })
}

function placeOf(error: SyntaxError): string {
  return / \(line \d+ column \d+\)/.exec(error.message)?.[0] ?? ''
}

async function importConfig(file: string): Promise<unknown> {
  let module: { readonly default?: unknown }
  try {
    module = await importModule(pathToFileURL(file).href)
  } catch (cause) {
    const missing = missingPackages(file)
    if (missing.length === 0)
      throw unreadable(file, cause instanceof Error ? cause.message : String(cause), cause)
    throw new TamisError('config.unreadable', {
      message: `${file} imports ${missing.join(', ')}, which is not installed`,
      hint: `Install it: cd ${dirname(file)} && npm install ${missing.join(' ')}`,
      cause,
    })
  }
  if (module.default === undefined) throw unreadable(file, 'it has no default export')
  return module.default
}

/** Packages that a configuration imports and that cannot be found from where it stands. */
function missingPackages(file: string): readonly string[] {
  const folders = ancestorsOf(dirname(file)).map((folder) => resolve(folder, 'node_modules'))
  // Imports of types are gone before anything is resolved.
  const source = readFileSync(file, 'utf8').replaceAll(/\bimport\s+type\b[^'"]*['"][^'"]*['"]/g, '')
  const imports = source.matchAll(/\bfrom\s*['"]([^'"./][^'"]*)['"]|\bimport\s*\(?['"]([^'"./][^'"]*)['"]/g)
  const names = [...imports].map(([, from, bare]) => packageOf(from ?? bare ?? ''))
  return [...new Set(names)].filter((name) => {
    if (name.includes(':') || isBuiltin(name)) return false
    return !folders.some((folder) => existsSync(resolve(folder, name, 'package.json')))
  })
}

/** A folder and all above it: where an import looks for packages. NODE_PATH, which shims set, is for `require` alone. */
function ancestorsOf(folder: string): readonly string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestorsOf(above)]
}

/** The package of a module name: `@tamis/core/x` is of `@tamis/core`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function unreadable(file: string, why: string, cause?: unknown): TamisError {
  return new TamisError('config.unreadable', {
    message: `Cannot read the configuration ${file}: ${why}`,
    cause,
  })
}
