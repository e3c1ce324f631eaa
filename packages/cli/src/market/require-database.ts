import { existsSync } from 'node:fs'
import { TamisError } from '@tamis/core'

/** @throws TamisError `config.no_database` when there is nothing to read yet. */
export function requireDatabase(path: string): void {
  if (existsSync(path)) return
  throw new TamisError('config.no_database', { message: `There is no database at ${path}` })
}
