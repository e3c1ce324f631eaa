import { isTamisError, type Phase, TamisError } from '@tamis/core'

type StoreCode = 'store.full' | 'store.read_only' | 'store.io' | 'store.corrupt' | 'store.locked'

const SQLITE: readonly (readonly [prefix: string, code: StoreCode])[] = [
  ['SQLITE_FULL', 'store.full'],
  ['SQLITE_READONLY', 'store.read_only'],
  ['SQLITE_CANTOPEN', 'store.read_only'],
  ['SQLITE_PERM', 'store.read_only'],
  ['SQLITE_AUTH', 'store.read_only'],
  ['SQLITE_IOERR', 'store.io'],
  ['SQLITE_CORRUPT', 'store.corrupt'],
  ['SQLITE_NOTADB', 'store.corrupt'],
  ['SQLITE_BUSY', 'store.locked'],
  ['SQLITE_LOCKED', 'store.locked'],
  ['SQLITE_PROTOCOL', 'store.locked'],
]

const FILES: Readonly<Record<string, StoreCode>> = {
  ENOSPC: 'store.full',
  EDQUOT: 'store.full',
  EACCES: 'store.read_only',
  EPERM: 'store.read_only',
  EROFS: 'store.read_only',
  ENOENT: 'store.read_only',
  ENOTDIR: 'store.read_only',
  EISDIR: 'store.read_only',
  ENAMETOOLONG: 'store.read_only',
  ELOOP: 'store.read_only',
  EIO: 'store.io',
}

/** An error of SQLite or of the file system as a TamisError; any other error as it is, since it is a defect. */
export function storeError(thrown: unknown, path: string, phase?: Phase): unknown {
  if (isTamisError(thrown) || !(thrown instanceof Error) || !('code' in thrown)) return thrown
  const reason = String(thrown.code)
  const code = FILES[reason] ?? SQLITE.find(([prefix]) => reason.startsWith(prefix))?.[1]
  if (code === undefined) return thrown
  return new TamisError(code, {
    message: `${path}: ${thrown.message} (${reason})`,
    cause: thrown,
    details: { path, reason },
    ...(phase === undefined ? {} : { phase }),
  })
}

/** Runs work whose errors of SQLite or of files become `store.*`. */
export function mappingErrors<R>(path: string, phase: Phase | undefined, work: () => R): R {
  try {
    return work()
  } catch (thrown) {
    throw storeError(thrown, path, phase)
  }
}

export function isTamisStoreError(thrown: unknown, code: StoreCode): boolean {
  return isTamisError(thrown) && thrown.code === code
}
