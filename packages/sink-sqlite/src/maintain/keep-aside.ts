import { existsSync, linkSync, renameSync } from 'node:fs'
import { compactTime } from '@tamis/core'

/**
 * A second name for a file, so that its place is never empty; a log or journal that was left goes with it, as SQLite
 * would play it back into whatever database stands beside it. Null when there is no file.
 */
export function keepAside(file: string, now: number): string | null {
  const aside = freeName(`${file}.before-${compactTime(now)}`)
  const isThere = existsSync(file)
  if (isThere) linkOrRename(file, aside)
  for (const ending of ['-wal', '-journal', '-shm']) {
    if (existsSync(file + ending)) renameSync(file + ending, aside + ending)
  }
  return isThere ? aside : null
}

function freeName(wanted: string): string {
  for (let at = 2, name = wanted; ; name = `${wanted}-${at++}`) if (!existsSync(name)) return name
}

function linkOrRename(file: string, aside: string): void {
  try {
    linkSync(file, aside)
  } catch {
    // Not every file system has links. A copy would do, but opening the file here gives up the lock on it.
    renameSync(file, aside)
  }
}
