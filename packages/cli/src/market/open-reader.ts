import type { MarketReader } from '@tamis/sink-sqlite/read'
import { choosePipeline } from '../config/choose-pipeline.ts'
import { databaseOf, readSettings, type Settings, type SettingsFlags } from '../config/settings.ts'

export interface OpenedMarket extends Disposable {
  readonly reader: MarketReader
  readonly settings: Settings
  /** Path of the database. */
  readonly path: string
}

/**
 * The database that flags, environment and configuration name, for reading.
 *
 * @throws TamisError `config.*`, `store.*`, `usage.invalid` for a pipeline that never wrote to it.
 */
export async function openReader(
  flags: SettingsFlags & { readonly pipeline?: string | undefined },
): Promise<OpenedMarket> {
  const settings = await readSettings(flags, process.env, process.cwd())
  const path = databaseOf(settings, flags.pipeline)
  const { openMarket } = await import('@tamis/sink-sqlite/read')
  const reader = openMarket(path)
  try {
    const { pipeline } = flags
    if (pipeline !== undefined) choosePipeline(reader.pipelines(), pipeline, settings.pipelines)
  } catch (error) {
    reader.close()
    throw error
  }
  return { reader, settings, path, [Symbol.dispose]: () => reader.close() }
}
