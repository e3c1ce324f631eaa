import { existsSync } from 'node:fs'
import { databaseOf, readSettings, type SettingsFlags } from '../config/settings.ts'

/** The pipeline that a batch is of, where there are several to choose from; undefined where nothing tells. */
export async function pipelineOfBatch(
  flags: SettingsFlags,
  batchId: string | undefined,
): Promise<string | undefined> {
  const settings = await readSettings(flags, process.env, process.cwd())
  const path = databaseOf(settings, undefined)
  if (batchId === undefined || Object.keys(settings.pipelines).length === 1 || !existsSync(path))
    return undefined
  const { openMarket } = await import('@tamis/sink-sqlite/read')
  using reader = openMarket(path)
  return reader.batch(batchId)?.pipeline
}
