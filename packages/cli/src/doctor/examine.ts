import { asTamisError, type Pipeline } from '@tamis/core'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import type { Settings, SettingsFlags } from '../config/settings.ts'
import { asFileError } from '../errors/as-file-error.ts'
import { examineApis } from './apis.ts'
import { type Check, type CheckResult, failed } from './check-result.ts'
import { examineConfig } from './config.ts'
import { examineDatabases } from './databases.ts'
import type { Execute } from './execute.ts'
import { examineIssues } from './issues.ts'
import { examineRuntime } from './runtime.ts'
import { examineSchedules } from './schedules.ts'

export interface Patient {
  readonly flags: SettingsFlags & { readonly pipeline?: string | undefined }
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Wall-clock time in milliseconds since 1970 UTC. */
  readonly now: number
  /** Makes no request. */
  readonly offline: boolean
  /** Reads no staged page and no issue file to its end. */
  readonly quick: boolean
  readonly execute: Execute
}

/** What a configuration that could be read comes to. */
export interface Setup {
  readonly settings: Settings
  /** Names of the pipelines that were asked for. */
  readonly names: readonly string[]
  /** Those of them that could be made. */
  readonly pipelines: readonly Pipeline<AnyRecord>[]
}

/**
 * Looks at everything that a run depends on, from the machine to the schedule. What cannot be looked at because something
 * before it failed is left out.
 */
export async function* examine(patient: Patient): AsyncGenerator<CheckResult> {
  let canRead = true
  for await (const result of guarded('node', examineRuntime())) {
    canRead &&= result.status !== 'failed'
    yield result
  }
  let setup: Setup | undefined
  yield* guarded(
    'config',
    examineConfig(patient, (found) => {
      setup = found
    }),
  )
  if (setup === undefined) return
  if (canRead) {
    yield* guarded('database', examineDatabases(patient, setup))
    yield* guarded('issues', examineIssues(patient, setup))
  }
  yield* guarded('api', examineApis(patient, setup))
  yield* guarded('schedule', examineSchedules(patient, setup))
}

/** An examination that breaks off is itself a result, and the next one goes on. */
async function* guarded(check: Check, results: AsyncIterable<CheckResult>): AsyncGenerator<CheckResult> {
  try {
    yield* results
  } catch (thrown) {
    yield failed(check, asFileError(thrown) ?? asTamisError(thrown, 'configure'))
  }
}
