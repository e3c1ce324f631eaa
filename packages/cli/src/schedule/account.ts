import { existsSync, statSync } from 'node:fs'
import { type ScheduleOptions, unitName } from './options.ts'

/** Who asks for a service. */
export interface Asking {
  /** User id of this process; 0 is root. */
  readonly uid: number
  /** Name of that user, and of the one who became root by sudo, where they are known. */
  readonly user: string | undefined
  readonly sudoUser: string | undefined
  /** Whether somebody chose the database, so that it has to stay where it is. */
  readonly databaseChosen: boolean
}

/**
 * The account that a service runs as: whoever asks; for root, whoever owns the folder. Where that is root and nothing is
 * there yet, a service with an account and a folder of its own (`user` is null).
 */
export function withAccount(options: ScheduleOptions, asking: Asking): ScheduleOptions {
  const user = accountOf(options.directory, asking)
  if (user !== 'root') return { ...options, user }
  const home = `/var/lib/${unitName(options)}`
  const isThere = options.config !== null || existsSync(options.database)
  // What only root can read, another account cannot run.
  const isRoots = options.command.some((path) => path.startsWith('/root/'))
  const elsewhere = asking.databaseChosen && !options.database.startsWith(`${home}/`)
  if (isThere || isRoots || elsewhere) return { ...options, user }
  const database = asking.databaseChosen ? options.database : `${home}/data/market.db`
  return { ...options, user: null, directory: home, database, issues: `${home}/data/issue` }
}

function accountOf(folder: string, { uid, user, sudoUser }: Asking): string {
  if (uid !== 0) return user || String(uid)
  if (sudoUser && sudoUser !== 'root') return sudoUser
  const owner = statSync(folder).uid
  return owner === 0 ? 'root' : String(owner)
}
