import { TamisError } from '@tamis/core'
import { loadPlugin } from './load-plugin.ts'
import type { Settings } from './settings.ts'

/** Names of variables that a source reads: those that hold a key, each also as `…_FILE`, and others. */
export interface Variables {
  readonly keys: readonly string[]
  readonly others: readonly string[]
}

/**
 * What the module of a pipeline's source says that it reads of the environment (`ENVIRONMENT`), so that whatever runs it
 * later can hand that on. Nothing where it says nothing.
 *
 * @throws TamisError `plugin.invalid`.
 */
export async function sourceVariables(settings: Settings, pipeline: string): Promise<Variables> {
  const path = `pipelines.${pipeline}.source.use`
  const use = settings.pipelines[pipeline]?.source.use ?? ''
  const { ENVIRONMENT: said = {} } = (await loadPlugin(use, settings.folder, path)).module
  const { keys = [], others = [] } = said as Partial<Variables>
  const names = [keys, others].flat()
  const wrong = names.find((name) => typeof name !== 'string' || !/^[A-Z][A-Z0-9_]{0,99}$/.test(name))
  if (wrong === undefined) return { keys, others }
  throw new TamisError('plugin.invalid', {
    message: `${path}: its ENVIRONMENT holds ${JSON.stringify(wrong)}, which is no name of a variable`,
  })
}
