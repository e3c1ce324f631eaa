import { closeSync, fsyncSync, lstatSync, openSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { TamisError } from '@tamis/core'
import { makeFolder } from '@tamis/core/files'

// From statfs(2). FUSE is not among them: container desktops mount local folders through it.
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
])

export type FileSystemType = (directory: string) => number

/**
 * The real path of a database file that may be opened: a regular file, or nothing yet.
 *
 * @throws TamisError `store.foreign` for anything else, `store.network_fs`.
 */
export function checkPath(
  path: string,
  typeOf: FileSystemType = (directory) => statfsSync(directory).type,
): string {
  const absolute = resolve(path)
  const file = resolveLink(absolute)
  requireLocal(dirname(file), typeOf)
  return file
}

function resolveLink(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isFile()) return path
  if (found.isSymbolicLink()) {
    const target = statSync(path, { throwIfNoEntry: false })
    if (target?.isFile() === true) return realpathSync(path)
  }
  throw new TamisError('store.foreign', { message: `${path} is not a regular file` })
}

function requireLocal(directory: string, typeOf: FileSystemType): void {
  // Before anything is made, so that the nearest folder that exists tells.
  let existing = directory
  while (statSync(existing, { throwIfNoEntry: false }) === undefined) existing = dirname(existing)
  const name = NETWORK_FILE_SYSTEMS.get(typeOf(existing) >>> 0)
  if (name === undefined) return
  throw new TamisError('store.network_fs', {
    message: `${directory} lies on a network file system (${name})`,
  })
}

/** Makes the file and the folders above it, for their owner only. False when the file was there. */
export function makeFile(path: string): boolean {
  makeFolder(dirname(path), 0o700)
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (error) {
    // Never opened here when it exists: closing it would release the locks that SQLite holds in this process.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  closeSync(file)
  syncDirectory(dirname(path))
  return true
}

/** Makes new names in a directory survive a power cut. */
export function syncDirectory(path: string): void {
  // Windows cannot open a directory, and needs no such sync.
  if (process.platform === 'win32') return
  const directory = openSync(path, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
