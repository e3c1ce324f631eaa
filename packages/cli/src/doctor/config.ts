import { readFileSync } from 'node:fs'
import { asTamisError, isTamisError, type Pipeline, planText } from '@tamis/core'
import { buildPipeline } from '../config/build-pipeline.ts'
import { choosePipeline } from '../config/choose-pipeline.ts'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { readSettings } from '../config/settings.ts'
import { type CheckResult, failed, note, ok } from './check-result.ts'
import type { Patient, Setup } from './examine.ts'

/** Reads the configuration and makes its pipelines, which checks every option of every plugin. */
export async function* examineConfig(
  { flags, env, cwd }: Patient,
  found: (setup: Setup) => void,
): AsyncGenerator<CheckResult> {
  let settings: Setup['settings']
  try {
    settings = await readSettings(flags, env, cwd)
  } catch (error) {
    yield failed('config', asTamisError(error, 'configure'))
    yield note('database', 'not looked at: the configuration says where it is')
    return
  }
  const all = Object.keys(settings.pipelines)
  const names = flags.pipeline === undefined ? all : [choosePipeline(all, flags.pipeline)]
  const pipelines: Pipeline<AnyRecord>[] = []
  const from = settings.file ?? 'no file, so the default'
  for (const name of names) {
    try {
      const pipeline = await buildPipeline(settings, name, {
        env,
        readFile: (path) => readFileSync(path, 'utf8'),
      })
      pipelines.push(pipeline)
      yield ok('config', `${name}: ${pipeline.source.name} ${planText(pipeline.source.plan)} (${from})`)
    } catch (error) {
      if (!isTamisError(error)) throw error
      yield failed('config', error)
    }
  }
  found({ settings, names, pipelines })
}
