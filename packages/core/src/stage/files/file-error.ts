import { type ErrorCode, isTamisError, TamisError } from '../../errors.ts'

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'store.full',
  EDQUOT: 'store.full',
  EFBIG: 'store.full',
  EACCES: 'store.read_only',
  EPERM: 'store.read_only',
  EROFS: 'store.read_only',
  ENOENT: 'store.read_only',
  ENOTDIR: 'store.read_only',
  EISDIR: 'store.read_only',
  EEXIST: 'store.read_only',
}

/** An error of the file system as a TamisError; any other as it is, since it is a defect. */
export function fileError(thrown: unknown, path: string): unknown {
  // What Node itself refuses has a code too, but no number of the system's.
  if (isTamisError(thrown) || !(thrown instanceof Error) || !('errno' in thrown)) return thrown
  const reason = 'code' in thrown ? String(thrown.code) : String(thrown.errno)
  const code = CODES[reason] ?? 'store.io'
  return new TamisError(code, {
    message: `${path}: ${thrown.message}`,
    hint: HINTS[code] ?? '',
    cause: thrown,
    details: { path, reason },
  })
}

/** Those of core speak of a database. */
const HINTS: Readonly<Record<string, string>> = {
  'store.full': 'Make space, then run again with the same --batch-id: what was kept before is whole.',
  'store.read_only': 'Check owner and mode of the folder.',
  'store.io': 'Check the disk, then run again with the same --batch-id.',
}

/** Whether nothing is there. */
export function isMissing(thrown: unknown): boolean {
  return hasCode(thrown, 'ENOENT')
}

export function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code
}
