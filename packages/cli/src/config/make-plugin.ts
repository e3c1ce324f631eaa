import { isTamisError, TamisError } from '@tamis/core'
import { hide } from '../output/redact.ts'
import type { PluginUse } from './define-config.ts'
import { type LoadedPlugin, loadPlugin } from './load-plugin.ts'
import type { Environment } from './settings.ts'

/** Where plugins are made: the folder of the config, the environment, and what was found wrong so far. */
export interface Workshop {
  readonly folder: string
  readonly env: Environment
  /** Text of a file that a variable names. */
  readonly readFile: (path: string) => string
  /** Every problem of the configuration, with its path. */
  readonly problems: string[]
  /** Those of them that lie in the environment. */
  readonly environment: string[]
  /** Those of them that are plugins which cannot be loaded, or are not what their place needs. */
  readonly refusals: TamisError[]
}

/** Does work on a plugin. If it is refused that is noted, and undefined comes back. */
export async function noting<R>(shop: Workshop, work: () => Promise<R>): Promise<R | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!isTamisError(error) || error.code !== 'plugin.invalid') throw error
    shop.refusals.push(error)
    shop.problems.push(...error.message.split('\n'))
    return undefined
  }
}

/** A plugin with its options, ready to be made. */
export interface ReadyPlugin {
  readonly path: string
  readonly loaded: LoadedPlugin
  readonly options: Readonly<Record<string, unknown>>
  /** Options that the environment gave. */
  readonly fromEnvironment: ReadonlySet<string>
}

/**
 * Finds a plugin and merges the environment over its options, if its module reads any.
 *
 * @throws TamisError `plugin.invalid`.
 */
export async function readyPlugin(use: PluginUse, path: string, shop: Workshop): Promise<ReadyPlugin> {
  const loaded = await loadPlugin(use.use, shop.folder, `${path}.use`)
  const given = readEnvironment(loaded, shop)
  const options = { ...use.with, ...given }
  if ('apiKey' in options && typeof options.apiKey === 'string') hide(options.apiKey)
  return { path, loaded, options, fromEnvironment: new Set(Object.keys(given)) }
}

/** What a module that exports `fromEnvironment(env, readFile)` makes of the environment. */
function readEnvironment({ module }: LoadedPlugin, shop: Workshop): Record<string, unknown> {
  const read = module.fromEnvironment
  if (typeof read !== 'function') return {}
  const reading = (path: string): string => {
    const text = shop.readFile(path)
    hide(text)
    return text
  }
  try {
    return {
      ...(read as (env: Environment, readFile: (path: string) => string) => object)(shop.env, reading),
    }
  } catch (error) {
    if (!isTamisError(error) || error.code !== 'config.invalid') throw error
    const problems = error.message.split('\n')
    shop.problems.push(...problems)
    shop.environment.push(...problems)
    return {}
  }
}

/**
 * Calls the factory. Problems of its options are noted, and undefined comes back.
 *
 * @throws TamisError `plugin.invalid` when the factory throws anything else.
 */
export function make(
  plugin: ReadyPlugin,
  shop: Workshop,
  more: Readonly<Record<string, unknown>> = {},
): { readonly made: unknown } | undefined {
  const { path, loaded, options, fromEnvironment } = plugin
  try {
    return { made: loaded.factory({ ...options, ...more }) }
  } catch (cause) {
    if (!isTamisError(cause)) {
      const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
      throw new TamisError('plugin.invalid', { message: `${path}: the factory threw ${why}`, cause })
    }
    if (cause.code !== 'config.invalid') throw cause
    for (const problem of cause.message.split('\n')) {
      const option = /^[^.:[]+/.exec(problem)?.[0] ?? ''
      const isOurs = !fromEnvironment.has(option)
      const named = isOurs ? `${path}.with.${problem}` : `${problem} (from the environment)`
      shop.problems.push(named)
      if (!isOurs) shop.environment.push(named)
    }
    return undefined
  }
}
