import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pipeline } from '@tamis/core'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { databaseOf, type Environment, type Settings } from '../config/settings.ts'
import type { Variables } from '../config/source-variables.ts'
import { observeSettings } from '../observe/settings.ts'
import { keyFile, type ScheduleOptions } from './options.ts'

export interface Here {
  readonly env: Environment
  readonly cwd: string
  readonly version: string
  readonly times: readonly string[]
  readonly timezone: string
  /** What the source reads. */
  readonly variables: Variables
}

/** The schedule of a pipeline on this machine: this Node, this tamis, these paths, as absolute ones. */
export function optionsHere(pipeline: Pipeline<AnyRecord>, settings: Settings, here: Here): ScheduleOptions {
  const { env, cwd, version, times, timezone, variables } = here
  const variable = variables.keys.find((name) => env[name] || env[`${name}_FILE`])
  return {
    pipeline: pipeline.name,
    times,
    timezone,
    plannedSeconds: Math.ceil(pipeline.source.estimate().durationMs / 1000),
    command: [process.execPath, fileURLToPath(new URL('../bin/run.js', import.meta.url))],
    directory: cwd,
    config: settings.file,
    database: resolve(cwd, databaseOf(settings, pipeline.name)),
    issues: resolve(cwd, settings.issues ?? 'data/issue'),
    observed: observedFolders(settings),
    user: null,
    variables,
    key: variable === undefined ? null : { variable, file: env[`${variable}_FILE`] || keyFile(variable) },
    image: `tamis:${version}`,
    version,
  }
}

/** Of the config alone: a schedule does not take this shell's environment along. */
function observedFolders(settings: Settings): readonly string[] {
  const { metrics, openlineage } = observeSettings({}, {}, settings)
  const file = openlineage !== undefined && 'file' in openlineage ? [dirname(openlineage.file)] : []
  return [...(metrics === undefined ? [] : [metrics]), ...file]
}
