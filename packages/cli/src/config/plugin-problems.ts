import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isTamisError } from '@tamis/core'
import { buildPipeline } from './build-pipeline.ts'
import { type Problems, problemsIn, soundPipeline } from './config-schema.ts'
import type { Environment, Settings } from './settings.ts'

/**
 * What the plugins of a config object to that has problems of its own: of each pipeline as far as it has its shape. So an owner hears
 * of all problems at once, whichever part of tamis finds them.
 */
export async function pluginProblems(value: unknown, file: string, env: Environment): Promise<Problems> {
  const { pipelines } = (value ?? {}) as { readonly pipelines?: unknown }
  if (typeof pipelines !== 'object' || pipelines === null) return { problems: [], environment: [] }
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
  const sound = Object.entries(pipelines).flatMap(([name, pipeline]) => {
    const whole = soundPipeline(pipeline)
    return whole === undefined ? [] : [[name, whole] as const]
  })
  return await problemsOf(
    { ...place, pipelines: Object.fromEntries(sound) },
    sound.map(([name]) => name),
    env,
  )
}

/** What the plugins of some pipelines object to. */
export async function problemsOf(
  settings: Settings,
  names: readonly string[],
  env: Environment,
): Promise<Problems> {
  const found: Problems[] = []
  for (const name of names) {
    try {
      await buildPipeline(settings, name, { env, readFile: (path) => readFileSync(path, 'utf8') })
    } catch (error) {
      if (!isTamisError(error)) throw error
      found.push(problemsIn(error))
    }
  }
  return {
    problems: found.flatMap(({ problems }) => problems),
    environment: found.flatMap(({ environment }) => environment),
  }
}
