import { TamisError } from '@tamis/core'
import { choosePipeline } from '../config/choose-pipeline.ts'
import { databaseOf, readSettings, type Settings, type SettingsFlags } from '../config/settings.ts'

/** Every database of a configuration, each once. */
export function databasesOf(settings: Settings): readonly string[] {
  return [...new Set(Object.keys(settings.pipelines).map((name) => databaseOf(settings, name)))]
}

/**
 * The one database that a command is about, which not every pipeline needs to share.
 *
 * @throws TamisError `config.*`; `usage.invalid` when there are several and no pipeline is named, or no such pipeline.
 */
export async function chooseDatabase(
  flags: SettingsFlags & { readonly pipeline?: string | undefined },
): Promise<string> {
  const settings = await readSettings(flags, process.env, process.cwd())
  if (flags.pipeline !== undefined) {
    return databaseOf(settings, choosePipeline(Object.keys(settings.pipelines), flags.pipeline))
  }
  const [only, ...others] = databasesOf(settings)
  if (only !== undefined && others.length === 0) return only
  throw new TamisError('usage.invalid', {
    message: `The pipelines have several databases: ${[only, ...others].join(', ')}`,
    hint: 'Name one with --database, or its pipeline with --pipeline.',
  })
}
