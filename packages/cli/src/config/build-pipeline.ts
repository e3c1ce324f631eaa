import {
  configureJudges,
  definePipeline,
  type Gate,
  isTamisError,
  type Judge,
  type Pipeline,
  type Source,
  samePlan,
  TamisError,
} from '@tamis/core'
import { configInvalid } from './config-schema.ts'
import type { PipelineConfig } from './define-config.ts'
import { make, readyPlugin, type Workshop } from './make-plugin.ts'
import { type AnyRecord, asJudges, asSink, asSource, asStager, asStore, type Store } from './plugin-kinds.ts'
import type { Environment, Settings } from './settings.ts'

const SQLITE = '@tamis/sink-sqlite'
const RULES_OF: Readonly<Record<string, string>> = { crypto_markets: '@tamis/rules-market' }

export interface BuildOptions {
  readonly env: Environment
  readonly readFile: (path: string) => string
  /** Another universe than the configured one. */
  readonly universe?: string | undefined
}

/**
 * A pipeline of the configuration with its plugins made: nothing is opened yet.
 *
 * @throws TamisError `config.invalid` with every problem, `plugin.invalid`, `usage.invalid` for the universe.
 */
export async function buildPipeline(
  settings: Settings,
  name: string,
  { env, readFile, universe }: BuildOptions,
): Promise<Pipeline<AnyRecord>> {
  const config = settings.pipelines[name] as PipelineConfig
  const path = `pipelines.${name}`
  const shop: Workshop = { folder: settings.folder, env, readFile, problems: [] }
  const made = await makeSource(config, path, shop, universe)
  const store = await makeStore(config, path, settings, shop)
  const rules = await makeJudges(config, path, made?.source.dataset.name, shop)
  if (shop.problems.length > 0 || made === undefined || store === undefined) {
    throw configInvalid(shop.problems, settings.file)
  }
  const { source, isConfigured } = made
  const adHoc = settings.file !== null && !isConfigured
  return define({ name, source, ...store, rules, issues: settings.issues, adHoc })
}

interface MadeSource {
  readonly source: Source<AnyRecord>
  /** Whether its plan is the one that the configuration asks for. */
  readonly isConfigured: boolean
}

async function makeSource(
  { source: use }: PipelineConfig,
  path: string,
  shop: Workshop,
  universe: string | undefined,
): Promise<MadeSource | undefined> {
  const plugin = await readyPlugin(use, `${path}.source`, shop)
  const configured = make(plugin, shop)
  if (configured === undefined) return undefined
  const source = asSource(configured.made, plugin.path)
  if (universe === undefined) return { source, isConfigured: true }
  const problems: string[] = []
  const other = make(plugin, { ...shop, problems }, { universe })
  if (other === undefined) {
    throw new TamisError('usage.invalid', {
      message: `--universe: ${problems.map((problem) => problem.replace(/^.*?\.with\.(universe: )?/, '')).join('; ')}`,
      hint: 'Give top:N, all, or ids:a,b, for example --universe top:100.',
    })
  }
  const asked = asSource(other.made, plugin.path)
  return { source: asked, isConfigured: samePlan(asked.plan, source.plan) }
}

async function makeStore(
  { store, stager, sink }: PipelineConfig,
  path: string,
  settings: Settings,
  shop: Workshop,
): Promise<Store | undefined> {
  const part = async (use: PipelineConfig['source'], place: string): Promise<unknown> => {
    const plugin = await readyPlugin(use, `${path}.${place}`, shop)
    const isSqlite =
      plugin.loaded.name === SQLITE && (settings.databaseChosen || plugin.options.path === undefined)
    return make(plugin, shop, isSqlite ? { path: settings.database } : {})?.made
  }
  if (stager !== undefined && sink !== undefined) {
    const [stages, loads] = [await part(stager, 'stager'), await part(sink, 'sink')]
    if (stages === undefined || loads === undefined) return undefined
    return { stager: asStager(stages, `${path}.stager`), sink: asSink(loads, `${path}.sink`) }
  }
  const both = await part(store ?? { use: SQLITE }, 'store')
  return both === undefined ? undefined : asStore(both, `${path}.store`)
}

async function makeJudges(
  { rules, gates = {} }: PipelineConfig,
  path: string,
  dataset: string | undefined,
  shop: Workshop,
): Promise<readonly Judge<AnyRecord>[]> {
  const usual = RULES_OF[dataset ?? '']
  const judges: Judge<AnyRecord>[] = []
  for (const [at, use] of (rules ?? (usual === undefined ? [] : [{ use: usual }])).entries()) {
    const plugin = await readyPlugin(use, `${path}.rules.${at}`, shop)
    const made = make(plugin, shop)
    if (made !== undefined) judges.push(...asJudges(made.made, plugin.path))
  }
  const isGate = (judge: Judge<AnyRecord>): judge is Gate<AnyRecord> =>
    'kind' in judge && judge.kind === 'gate'
  try {
    const configured = configureJudges(judges.filter(isGate), gates)
    return [...judges.filter((judge) => !isGate(judge)), ...configured]
  } catch (error) {
    if (!isTamisError(error) || error.code !== 'config.invalid') throw error
    shop.problems.push(...error.message.split('\n').map((problem) => `${path}.gates.${problem}`))
    return judges
  }
}

function define(definition: Parameters<typeof definePipeline<AnyRecord>>[0]): Pipeline<AnyRecord> {
  try {
    return definePipeline(definition)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw new TamisError('plugin.invalid', {
      message: `pipelines.${definition.name}.rules: ${cause.message}`,
      cause,
    })
  }
}
