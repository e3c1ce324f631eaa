import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire, findPackageJSON, isBuiltin } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { TamisError } from '@tamis/core'
import type { Factory } from './define-config.ts'
import { importModule } from './import-module.ts'
import { checkApi } from './plugin-version.ts'

/** The plugins that come with the command; they are reached like anybody's. */
const BUNDLED: Readonly<Record<string, () => Promise<object>>> = {
  '@tamis/source-coingecko': () => import('@tamis/source-coingecko'),
  '@tamis/sink-sqlite': () => import('@tamis/sink-sqlite'),
  '@tamis/rules-market': () => import('@tamis/rules-market'),
}

/** A plugin's factory and what else its module offers. */
export interface LoadedPlugin {
  /** Name of the module; null for a factory of a module unknown. */
  readonly name: string | null
  readonly factory: Factory
  /** Exports of the module, or properties of the factory where the module is unknown. */
  readonly module: Readonly<Record<string, unknown>>
}

/**
 * Finds a factory: by the name of its module, from the folder of the config, then from the command; or as it was
 * imported by the config.
 *
 * @throws TamisError `plugin.invalid`.
 */
export async function loadPlugin(use: string | Factory, folder: string, path: string): Promise<LoadedPlugin> {
  if (typeof use === 'function') return identify(use, folder)
  const module = await loadModule(use, folder, path)
  const exported = defaultOf(module)
  if (typeof exported === 'function') return { name: use, factory: exported as Factory, module }
  // A rule that takes no options may be exported as it is.
  if (typeof exported === 'object' && exported !== null) return { name: use, factory: () => exported, module }
  throw new TamisError('plugin.invalid', {
    message: `${path}: ${use} has no default export, where its factory belongs`,
  })
}

/** The default export, also of a module that was compiled to CommonJS. */
function defaultOf({ default: exported }: LoadedPlugin['module']): unknown {
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported
  return isCompiled && 'default' in exported ? exported.default : exported
}

/** A factory that the config imported: of a bundled plugin, in whatever copy, or of somebody's own. */
async function identify(factory: Factory, folder: string): Promise<LoadedPlugin> {
  for (const name of Object.keys(BUNDLED)) {
    for (const load of [() => importFrom(folder, name), BUNDLED[name]]) {
      const module = (await load?.().catch(() => undefined)) as LoadedPlugin['module'] | undefined
      if (module?.default === factory) return { name, factory, module }
    }
  }
  return { name: null, factory, module: factory as unknown as LoadedPlugin['module'] }
}

async function loadModule(name: string, folder: string, path: string): Promise<LoadedPlugin['module']> {
  const found =
    locate(name, folder) ??
    (BUNDLED[name] === undefined ? locate(name, dirname(fileURLToPath(import.meta.url))) : null)
  const load = found === null ? BUNDLED[name] : () => importModule(found)
  if (load === undefined) throw notFound(name, folder, path)
  if (found !== null && statSync(new URL(found)).isDirectory()) throw isFolder(name, folder, path)
  if (found !== null) await checkApi(found, name, path)
  try {
    return (await load()) as LoadedPlugin['module']
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    throw new TamisError('plugin.invalid', { message: `${path}: ${name} cannot be loaded: ${why}`, cause })
  }
}

function importFrom(folder: string, name: string): Promise<object> {
  const found = locate(name, folder)
  return found === null ? Promise.reject(new Error(`no ${name} in ${folder}`)) : importModule(found)
}

/** The URL of a module as seen from a folder; null when it is not there. */
function locate(name: string, folder: string): string | null {
  if (/^\.{1,2}\//.test(name) || isAbsolute(name)) {
    const file = resolve(folder, name)
    return existsSync(file) ? pathToFileURL(file).href : null
  }
  if (!isInstallable(name)) return null
  const base = join(folder, 'tamis.config.js')
  try {
    return pathToFileURL(createRequire(base).resolve(name)).href
  } catch (error) {
    return isCode(error, 'ERR_PACKAGE_PATH_NOT_EXPORTED') ? importOnly(name, base) : null
  }
}

/** What a URL names could change under the reader, and a module of Node.js is nobody's plugin. */
function isInstallable(name: string): boolean {
  return !/^[a-z]+:/i.test(name) && !isBuiltin(name)
}

/** The entry of a package that exports to `import` alone, which `require.resolve` does not see. */
function importOnly(name: string, base: string): string | null {
  const manifest = findPackageJSON(name, pathToFileURL(base))
  if (manifest === undefined) return null
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports?: Record<string, unknown> }
  const entry = entryOf(exports?.['.'] ?? exports)
  return entry === null ? null : pathToFileURL(join(dirname(manifest), entry)).href
}

function entryOf(target: unknown): string | null {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return null
  const { node, import: esm, default: any } = target as Record<string, unknown>
  return entryOf(node ?? esm ?? any)
}

function notFound(name: string, folder: string, path: string): TamisError {
  const isFile = /^[./]/.test(name)
  const install = `Install it: cd ${folder} && npm install ${name}`
  return new TamisError('plugin.invalid', {
    message: `${path}: there is no module ${JSON.stringify(name)} in ${folder}`,
    ...(isFile && { hint: 'Check the path; it counts from the folder of the config.' }),
    ...(!isFile && isInstallable(name) && { hint: install }),
  })
}

function isFolder(name: string, folder: string, path: string): TamisError {
  return new TamisError('plugin.invalid', {
    message: `${path}: ${name} is a folder`,
    hint: `Name a module in it; or, if it is a package, install it (cd ${folder} && npm install ${name}) and give its name.`,
  })
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
