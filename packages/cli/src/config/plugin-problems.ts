import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isTamisError } from '@tamis/core'
import { buildPipeline } from './build-pipeline.ts'
import { soundPipeline } from './config-schema.ts'
import type { Environment, Settings } from './settings.ts'

/**
 * What the plugins of a config object to that has problems of its own: of each pipeline as far as it has its shape. So an owner hears
 * of all problems at once, whichever part of tamis finds them.
 */
export async function pluginProblems(
  value: unknown,
  file: string,
  env: Environment,
): Promise<readonly string[]> {
  const { pipelines } = (value ?? {}) as { readonly pipelines?: unknown }
  if (typeof pipelines !== 'object' || pipelines === null) return []
  const folder = dirname(file)
  const place = {
    file,
    folder,
    cwd: folder,
    database: 'market.db',
    databaseChosen: false,
    issues: null,
    observe: {},
  }
  const problems: string[] = []
  for (const [name, pipeline] of Object.entries(pipelines)) {
    const sound = soundPipeline(pipeline)
    if (sound === undefined) continue
    const settings: Settings = { ...place, pipelines: { [name]: sound } }
    try {
      await buildPipeline(settings, name, { env, readFile: (path) => readFileSync(path, 'utf8') })
    } catch (error) {
      if (!isTamisError(error)) throw error
      problems.push(...error.message.split('\n'))
    }
  }
  return problems
}
