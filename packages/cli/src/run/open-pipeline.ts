import { readFileSync } from 'node:fs'
import type { Pipeline } from '@tamis/core'
import { type BuildOptions, buildPipeline } from '../config/build-pipeline.ts'
import { choosePipeline } from '../config/choose-pipeline.ts'
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
  const chosen = choosePipeline(Object.keys(settings.pipelines), name)
  return await buildPipeline(settings, chosen, {
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    ...options,
  })
}
