import { existsSync } from 'node:fs'
import type { Owner } from '../../flow.ts'
import { processStart } from '../../process-start.ts'

export type Liveness = 'alive' | 'dead' | 'unknown'

/**
 * Whether the owner of a lease still lives, as far as this process can tell: another boot of this host is over, and a
 * process of this host can be looked up. Of other hosts nothing is known.
 */
export function ownerAlive(holder: Owner, self: Owner): Liveness {
  if (holder.host !== self.host) return 'unknown'
  if (holder.bootId !== self.bootId) return 'dead'
  if (!existsSync('/proc/self/stat')) return processExists(holder.pid) ? 'unknown' : 'dead'
  const startedAt = processStart(holder.pid)
  if (startedAt === null) return 'dead'
  return startedAt === holder.startedAt ? 'alive' : 'dead'
}

/** Where there is no /proc: whether some process has the pid, be it the owner or a later one. */
function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
