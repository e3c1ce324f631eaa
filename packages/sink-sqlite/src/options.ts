import { sep } from 'node:path'
import { nearest, type Owner, TamisError } from '@tamis/core'
import type { Liveness } from '@tamis/core/files'
import type { Database } from 'better-sqlite3'

export const CODECS = ['zstd', 'identity'] as const
export type Codec = (typeof CODECS)[number]

export interface SqliteOptions {
  /** Path of the database file; made on first use, for its owner only. */
  readonly path: string
  /** How long a write waits for another program's, in milliseconds, 0 to 60,000. Blocks the event loop. Default 5000. */
  readonly busyTimeoutMs?: number
  /** How raw pages are kept. Default zstd, about a quarter of the bytes. */
  readonly codec?: Codec
  /** How long the lease of a run that vanished on another host stands, in seconds, 10 to 86,400. Default 120. */
  readonly leaseSeconds?: number
  /**
   * Only reads, and takes no lease: commits can be rehearsed (`dryRun`), also where nothing may be written and while a run
   * goes on. What writes is refused with `store.read_only`. Default false.
   */
  readonly readOnly?: boolean
  /** For simulations: opens the file instead of better-sqlite3, and without any check of path or file system. */
  readonly connect?: (path: string) => Database
  /** For simulations: whether the owner of a lease still lives. Default: looks at this machine's processes. */
  readonly isAlive?: (holder: Owner, self: Owner) => Liveness
}

export type CheckedOptions = Required<Omit<SqliteOptions, 'connect' | 'isAlive'>> &
  Pick<SqliteOptions, 'connect' | 'isAlive'>

const KNOWN: readonly (keyof SqliteOptions)[] = [
  'path',
  'busyTimeoutMs',
  'codec',
  'leaseSeconds',
  'readOnly',
  'connect',
  'isAlive',
]

/**
 * Options with their defaults.
 *
 * @throws TamisError `config.invalid` naming every problem at once.
 */
export function checkOptions(options: SqliteOptions): CheckedOptions {
  const problems: string[] = []
  if (typeof options !== 'object' || options === null) {
    throw new TamisError('config.invalid', { message: 'sqlite: options must be an object with a path' })
  }
  const { path, busyTimeoutMs = 5000, codec = 'zstd', leaseSeconds = 120, readOnly = false } = options
  const { connect, isAlive } = options
  for (const name of Object.keys(options)) {
    if (KNOWN.includes(name as keyof SqliteOptions)) continue
    const meant = nearest(name, KNOWN)
    problems.push(`${name}: no such option${meant === undefined ? '' : `; did you mean ${meant}?`}`)
  }
  problems.push(...pathProblems(path))
  problems.push(...rangeProblems('busyTimeoutMs', busyTimeoutMs, 0, 60_000))
  problems.push(...rangeProblems('leaseSeconds', leaseSeconds, 10, 86_400))
  if (!CODECS.includes(codec))
    problems.push(`codec: ${JSON.stringify(codec)} is not one of ${CODECS.join(', ')}`)
  if (typeof readOnly !== 'boolean') problems.push('readOnly: must be true or false')
  if (problems.length > 0) throw new TamisError('config.invalid', { message: problems.join('\n') })
  return {
    path,
    busyTimeoutMs,
    codec,
    leaseSeconds,
    readOnly,
    ...(connect === undefined ? {} : { connect }),
    ...(isAlive === undefined ? {} : { isAlive }),
  }
}

/** What SQLite would quietly make something else of: no name is a database that vanishes, a NUL ends the name. */
export function pathProblems(path: unknown): string[] {
  if (typeof path !== 'string' || path.trim() === '') return ['path: must be the path of a file']
  if (path.includes('\0')) return ['path: must not hold a NUL character']
  if (/^file:/i.test(path)) return ['path: must be a plain path, not a file: URI']
  if (path.trim() !== path) return ['path: must not begin or end with a space']
  if (path.endsWith('/') || path.endsWith(sep)) return ['path: must be the path of a file, not of a folder']
  if (path === ':memory:') return ['path: must be a file; a market in memory would be gone with the process']
  return []
}

function rangeProblems(name: string, value: unknown, least: number, most: number): string[] {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return []
  return [`${name}: must be a whole number from ${least} to ${most}`]
}
