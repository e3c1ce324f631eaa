import {
  definePipeline,
  isTamisError,
  PIPELINE_NAME,
  type Pipeline,
  type Source,
  samePlan,
  TamisError,
} from '@tamis/core'
import { configInvalid, nameProblem } from './config-schema.ts'
import type { PipelineConfig, PluginUse } from './define-config.ts'
import { type JudgeOptions, makeJudges } from './make-judges.ts'
import { make, noting, readyPlugin, type Workshop } from './make-plugin.ts'
import { type AnyRecord, asSink, asSource, asStager, asStore, type Store } from './plugin-kinds.ts'
import { type Environment, type Settings, SQLITE, sqlitePath } from './settings.ts'

export interface BuildOptions extends JudgeOptions {
  readonly env: Environment
  readonly readFile: (path: string) => string
  /** Another universe than the configured one. */
  readonly universe?: string | undefined
  /** Nothing is to be written: a database of SQLite is only read. Default false. */
  readonly readOnly?: boolean
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
  const { env, readFile, universe, readOnly = false } = options
  const config = settings.pipelines[name] as PipelineConfig
  const path = `pipelines.${name}`
  const shop: Workshop = {
    folder: settings.folder,
    env,
    readFile,
    problems: [],
    environment: [],
    refusals: [],
  }
  const made = await noting(shop, () => makeSource(config, path, shop, universe))
  const store = await makeStore(config, name, settings, shop, readOnly)
  const rules = await makeJudges(config, path, made?.source.dataset.name, shop, options)
  if (shop.problems.length > 0 || made === undefined || store === undefined) {
    throw invalid(shop, settings.file)
  }
  const { source, isConfigured } = made
  const adHoc = settings.file !== null && !isConfigured
  return define({ name, source, ...store, rules, issues: settings.issues, adHoc })
}

/** All that was noted; a plugin that is refused alone keeps its own error, with what to do about it. */
function invalid({ problems, environment, refusals }: Workshop, file: string | null): TamisError {
  const [refusal] = refusals
  if (refusal !== undefined && refusal.message === problems.join('\n')) return refusal
  return configInvalid(problems, file, { environment, hints: refusals.map(({ hint }) => hint) })
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
  readOnly: boolean,
): Promise<Store | undefined> {
  const part = async <P>(
    use: PluginUse,
    place: string,
    as: (made: unknown, path: string) => P,
  ): Promise<P | undefined> =>
    noting(shop, async () => {
      const plugin = await readyPlugin(use, `pipelines.${name}.${place}`, shop)
      const isSqlite = plugin.loaded.name === SQLITE
      const made = make(
        plugin,
        shop,
        isSqlite ? { path: sqlitePath(settings, use), ...(readOnly && { readOnly }) } : {},
      )
      return made && as(made.made, plugin.path)
    })
  if (stager === undefined || sink === undefined) return part(store ?? { use: SQLITE }, 'store', asStore)
  const [stages, loads] = [await part(stager, 'stager', asStager), await part(sink, 'sink', asSink)]
  return stages && loads && { stager: stages, sink: loads }
}

function define(definition: Parameters<typeof definePipeline<AnyRecord>>[0]): Pipeline<AnyRecord> {
  try {
    return definePipeline(definition)
  } catch (cause) {
    const path = `pipelines.${definition.name}.rules`
    if (isTamisError(cause)) {
      const message = cause.message.replaceAll(/^/gm, `${path}: `)
      throw new TamisError('plugin.invalid', { message, hint: cause.hint, cause })
    }
    if (!(cause instanceof TypeError)) throw cause
    if (!PIPELINE_NAME.test(definition.name)) throw configInvalid([nameProblem(definition.name)], null)
    throw new TamisError('plugin.invalid', {
      message: `${path}: ${cause.message}`,
      hint: 'Give each rule once: what the config has already needs no --rules.',
      cause,
    })
  }
}
