import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { TamisError } from '@tamis/core'

const DEMO = 'tamis-demo/market.db'

/** Where there is no database but that of the demo, it is probably meant. */
export function pointToDemo(error: TamisError, cwd: string): TamisError {
  if (error.code !== 'config.no_database' || !existsSync(join(cwd, DEMO))) return error
  return new TamisError('config.no_database', {
    message: error.message,
    hint: `For that of the demo add --database ${DEMO}; make one of your own with \`tamis run\`.`,
    cause: error,
  })
}
