import { readFileSync } from 'node:fs'
import { isTamisError, type Pipeline } from '@tamis/core'
import { type BuildOptions, buildPipeline } from '../config/build-pipeline.ts'
import { choosePipeline } from '../config/choose-pipeline.ts'
import { configInvalid, problemsIn } from '../config/config-schema.ts'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { readSettings, type Settings, type SettingsFlags } from '../config/settings.ts'

export interface OpenedPipeline {
  readonly pipeline: Pipeline<AnyRecord>
  readonly settings: Settings
}

/**
 * The pipeline that flags, environment and configuration together name.
 *
 * @throws TamisError `config.*`, `plugin.invalid`, `usage.invalid`.
 */
export async function openPipeline(
  flags: SettingsFlags,
  name: string | undefined,
  options: Omit<BuildOptions, 'env' | 'readFile'> = {},
): Promise<OpenedPipeline> {
  const settings = await readSettings(flags, process.env, process.cwd())
  return { pipeline: await pipelineOf(settings, name, options), settings }
}

/**
 * The same where the settings are read already.
 *
 * @throws TamisError `config.invalid`, `plugin.invalid`, `usage.invalid`.
 */
export async function pipelineOf(
  settings: Settings,
  name: string | undefined,
  options: Omit<BuildOptions, 'env' | 'readFile'> = {},
): Promise<Pipeline<AnyRecord>> {
  const names = Object.keys(settings.pipelines)
  const chosen = choosePipeline(names, name)
  try {
    return await buildPipeline(settings, chosen, {
      env: process.env,
      readFile: (path) => readFileSync(path, 'utf8'),
      ...options,
    })
  } catch (error) {
    if (!isTamisError(error) || !['config.invalid', 'plugin.invalid'].includes(error.code)) throw error
    // Others would run, but whoever mends one should hear of all.
    const others = names.filter((other) => other !== chosen)
    const { problemsOf } = await import('../config/plugin-problems.ts')
    const own = problemsIn(error)
    const theirs = await problemsOf(settings, others, process.env)
    if (theirs.problems.length === 0) throw error
    throw configInvalid([...own.problems, ...theirs.problems], settings.file, {
      environment: [...own.environment, ...theirs.environment],
      hints: error.code === 'plugin.invalid' ? [error.hint] : [],
    })
  }
}
