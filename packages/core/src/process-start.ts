import { readFileSync } from 'node:fs'

/** When a process started, in the kernel's ticks since boot; null when none runs or there is no /proc. */
export function processStart(pid: number): string | null {
  const stat = readOr(`/proc/${pid}/stat`, '')
  // The name in parentheses may hold spaces and parentheses, so count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie does nothing any more, and where nobody collects the dead, as in many containers, it stays one.
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
}

/** The text of a file, or something else where it cannot be read. */
export function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}
