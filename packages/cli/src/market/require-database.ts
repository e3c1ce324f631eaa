import { statSync } from 'node:fs'
import { type Pipeline, TamisError } from '@tamis/core'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { databaseOf, type Settings } from '../config/settings.ts'

/**
 * For commands that work on what is there: opening a pipeline to write would make an empty database.
 *
 * @throws TamisError `config.no_database`; what the system says of a file that it does not let anybody look at.
 */
export function requireDatabase(settings: Settings, { name, sink }: Pipeline<AnyRecord>): void {
  const path = databaseOf(settings, name)
  if (sink.name !== 'sqlite' || statSync(path, { throwIfNoEntry: false }) !== undefined) return
  throw new TamisError('config.no_database', { message: `There is no database at ${path}` })
}
