import type { JudgeSettings } from '@tamis/core'

/** A plugin's factory: options in, plugin out. Its options are checked when it is called, not before. */
// biome-ignore lint/suspicious/noExplicitAny: the options of any plugin, which `never` would make uninferable
export type Factory = (options: any) => unknown

/** A plugin and its options. */
export interface PluginUse {
  /** The name of its module, from the folder of the config; or in TypeScript the factory that was imported. */
  readonly use: string | Factory
  /** Options of the factory. Flags and environment are merged over them before it is called. */
  readonly with?: object
}

export interface PipelineConfig {
  /** Where the data comes from. */
  readonly source: PluginUse
  /** Stager and sink in one; or both apart. Default: `@tamis/sink-sqlite` over `database`. */
  readonly store?: PluginUse
  /** Where raw answers are kept, when that is not the store. */
  readonly stager?: PluginUse
  /** Where the market is kept, when that is not the store. */
  readonly sink?: PluginUse
  /** Default: those of `@tamis/rules-market` for the dataset `crypto_markets`, none for any other. */
  readonly rules?: readonly PluginUse[]
  /** By gate id: `reject`, `warn`, `off`, or a severity with settings. */
  readonly gates?: JudgeSettings
}

/** Flags and environment go before it. Paths count from the folder of the config. */
export interface ObserveConfig {
  /** OpenLineage events: an http(s) address to post them to, or a file to append them to. */
  readonly openlineage?: string
  /** Folder for a file of metrics a pipeline, for the textfile collector of Prometheus' node exporter. */
  readonly metrics?: string
  /** Webhook that is posted to when a run failed or its batch was rejected. Often a secret: the environment is safer. */
  readonly notify?: string
}

export interface Config {
  /** Where an editor finds the schema of a config in JSON. */
  readonly $schema?: string
  /** Path of the SQLite file, from the folder of the config. Default `data/market.db`. */
  readonly database?: string
  /** Folder of the issue files, from the folder of the config; null writes none. Default `data/issue`. */
  readonly issues?: string | null
  /** Who else hears of runs. Nobody by default; nothing of it can fail a run. */
  readonly observe?: ObserveConfig
  /** Each a market of its own, by name; several may share the database. */
  readonly pipelines: Readonly<Record<string, PipelineConfig>>
}

/** The same with the options of every imported factory held against its own type. */
type Checked<C> = C extends { readonly use: infer U extends Factory }
  ? { readonly use: U; readonly with?: Partial<NonNullable<Parameters<U>[0]>> }
  : C extends Factory | string | number | boolean | null | undefined
    ? C
    : { readonly [K in keyof C]: Checked<C[K]> }

/** Returns the configuration as it is; an editor checks and completes it. */
export function defineConfig<const C extends Config>(config: C & Checked<C>): C {
  return config
}
