import {
  configureJudges,
  definePipeline,
  type Gate,
  isTamisError,
  type Judge,
  type JudgeSettings,
  type Pipeline,
  type Rule,
  type Source,
  samePlan,
  TamisError,
} from '@tamis/core'
import { configInvalid } from './config-schema.ts'
import type { PipelineConfig, PluginUse } from './define-config.ts'
import { make, readyPlugin, type Workshop } from './make-plugin.ts'
import { type AnyRecord, asJudges, asSink, asSource, asStager, asStore, type Store } from './plugin-kinds.ts'
import { type Environment, type Settings, SQLITE, sqlitePath } from './settings.ts'

const RULES_OF: Readonly<Record<string, string>> = { crypto_markets: '@tamis/rules-market' }

export interface BuildOptions {
  readonly env: Environment
  readonly readFile: (path: string) => string
  /** Another universe than the configured one. */
  readonly universe?: string | undefined
  /** Settings of rules and gates that go before the configured ones, to see what they would do. */
  readonly trial?: JudgeSettings | undefined
  /** Modules of rules beside the configured ones. */
  readonly moreRules?: readonly PluginUse[] | undefined
}

/**
 * A pipeline of the configuration with its plugins made: nothing is opened yet.
 *
 * @throws TamisError `config.invalid` with every problem, `plugin.invalid`, `usage.invalid` for the universe.
 */
export async function buildPipeline(
  settings: Settings,
  name: string,
  options: BuildOptions,
): Promise<Pipeline<AnyRecord>> {
  const { env, readFile, universe } = options
  const config = settings.pipelines[name] as PipelineConfig
  const path = `pipelines.${name}`
  const shop: Workshop = { folder: settings.folder, env, readFile, problems: [] }
  const made = await makeSource(config, path, shop, universe)
  const store = await makeStore(config, name, settings, shop)
  const rules = await makeJudges(config, path, made?.source.dataset.name, shop, options)
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
  name: string,
  settings: Settings,
  shop: Workshop,
): Promise<Store | undefined> {
  const path = `pipelines.${name}`
  const part = async (use: PipelineConfig['source'], place: string): Promise<unknown> => {
    const plugin = await readyPlugin(use, `${path}.${place}`, shop)
    const isSqlite = plugin.loaded.name === SQLITE
    return make(plugin, shop, isSqlite ? { path: sqlitePath(settings, use) } : {})?.made
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
  { trial = {}, moreRules = [] }: BuildOptions,
): Promise<readonly Judge<AnyRecord>[]> {
  const usual = RULES_OF[dataset ?? '']
  const uses = rules ?? (usual === undefined ? [] : [{ use: usual }])
  const judges: Judge<AnyRecord>[] = []
  for (const [at, use] of [...uses, ...moreRules].entries()) {
    // What is on trial begins from its default, or a rule that is off could not be tried.
    const plugin = await readyPlugin({ ...use, with: without(use.with, trial) }, `${path}.rules.${at}`, shop)
    const made = make(plugin, shop)
    if (made !== undefined) judges.push(...asJudges(made.made, plugin.path))
  }
  const problems: string[] = []
  const gated = configured(judges, without(gates, trial), isGate, shop.problems, `${path}.gates.`)
  const tried = configured(gated, trial, isNamed, problems)
  if (problems.length === 0) return tried
  throw new TamisError('usage.invalid', { message: problems.join('\n'), hint: 'See `tamis rules list`.' })
}

/** Judges with settings applied to those of a kind. */
function configured(
  judges: readonly Judge<AnyRecord>[],
  settings: JudgeSettings,
  isKind: (judge: Judge<AnyRecord>) => judge is NamedJudge,
  problems: string[],
  path = '',
): readonly Judge<AnyRecord>[] {
  if (Object.keys(settings).length === 0) return judges
  try {
    const others = judges.filter((judge) => !isKind(judge))
    return [...others, ...configureJudges<NamedJudge>(judges.filter(isKind), settings)]
  } catch (error) {
    if (!isTamisError(error) || error.code !== 'config.invalid') throw error
    problems.push(...error.message.split('\n').map((problem) => `${path}${problem}`))
    return judges
  }
}

type NamedJudge = Rule<AnyRecord> | Gate<AnyRecord>

function isNamed(judge: Judge<AnyRecord>): judge is NamedJudge {
  return 'kind' in judge
}

function isGate(judge: Judge<AnyRecord>): judge is Gate<AnyRecord> {
  return isNamed(judge) && judge.kind === 'gate'
}

function without<S extends object>(settings: S | undefined, names: object): S {
  const kept = Object.entries(settings ?? {}).filter(([name]) => !Object.hasOwn(names, name))
  return Object.fromEntries(kept) as S
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
