import { dirname, isAbsolute, join, resolve } from 'node:path'
import { isTamisError } from '@tamis/core'
import { checkConfig, configInvalid, problemsIn } from './config-schema.ts'
import type { Config, ObserveConfig, PipelineConfig, PluginUse } from './define-config.ts'
import { type ConfigFile, readConfig } from './read-config.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What stands in for a configuration where there is none. */
const DEFAULT: Config = {
  pipelines: { markets: { source: { use: '@tamis/source-coingecko', with: { universe: { top: 250 } } } } },
}
const DEFAULT_DATABASE = 'data/market.db'
const DEFAULT_ISSUES = 'data/issue'

/** A configuration with flags and environment over it, as far as they concern no plugin. */
export interface Settings {
  /** The config file, absolute; null when there is none. */
  readonly file: string | null
  /** From which modules are resolved. */
  readonly folder: string
  readonly database: string
  /** True when flag or environment chose the database, so that it goes before what a plugin's options say. */
  readonly databaseChosen: boolean
  readonly issues: string | null
  readonly cwd: string
  /** As the config has it; flags and environment go before it. */
  readonly observe: ObserveConfig
  readonly pipelines: Readonly<Record<string, PipelineConfig>>
}

export interface SettingsFlags {
  readonly config?: string | undefined
  readonly database?: string | undefined
}

/**
 * Flag before environment before config file before default.
 *
 * @throws TamisError `config.unreadable`, `config.invalid`.
 */
export async function readSettings(flags: SettingsFlags, env: Environment, cwd: string): Promise<Settings> {
  const read = await readConfig(cwd, flags.config)
  const config = read === null ? DEFAULT : await checkedConfig(read, env)
  const folder = read === null ? cwd : dirname(read.file)
  const chosen = flags.database || env.TAMIS_DATABASE || undefined
  const { database = DEFAULT_DATABASE, issues = DEFAULT_ISSUES, observe = {}, pipelines } = config
  return {
    file: read?.file ?? null,
    folder,
    database: chosen ?? fromFolder(folder, cwd, database),
    databaseChosen: chosen !== undefined,
    issues: issues === null ? null : fromFolder(folder, cwd, issues),
    cwd,
    observe,
    pipelines,
  }
}

/** The module that keeps batches in a SQLite file. */
export const SQLITE = '@tamis/sink-sqlite'

/** What is wrong with its shape is told with what plugins object to. */
async function checkedConfig({ value, file }: ConfigFile, env: Environment): Promise<Config> {
  try {
    return checkConfig(value, file)
  } catch (error) {
    if (!isTamisError(error)) throw error
    const { pluginProblems } = await import('./plugin-problems.ts')
    const more = await pluginProblems(value, file, env)
    throw configInvalid([...problemsIn(error).problems, ...more.problems], file, more)
  }
}

/** The database of a pipeline: its store may have one of its own, unless flag or environment chose one for all. */
export function databaseOf(settings: Settings, pipeline: string | undefined): string {
  const [only] = Object.keys(settings.pipelines)
  const { store, sink } = settings.pipelines[pipeline ?? only ?? ''] ?? {}
  return sqlitePath(
    settings,
    [store, sink].find((use) => use !== undefined && isSqlite(use)),
  )
}

/** Where a use of SQLite keeps its file. */
export function sqlitePath(settings: Settings, use: PluginUse | undefined): string {
  const { database, databaseChosen, folder, cwd } = settings
  const { path } = (use?.with ?? {}) as { readonly path?: unknown }
  return databaseChosen || typeof path !== 'string' ? database : fromFolder(folder, cwd, path)
}

/** Other stores have paths, too. An imported factory is known by its name, since nothing is loaded to read a market. */
function isSqlite({ use }: PluginUse): boolean {
  return typeof use === 'function' ? use.name === 'sqlite' : use === SQLITE
}

/** A path of the config as the working directory sees it; as it was written where both are the same. */
export function fromFolder(folder: string, cwd: string, path: string): string {
  return isAbsolute(path) || resolve(cwd) === folder ? path : join(folder, path)
}
