import { type ErrorCode, TamisError } from '@tamis/core'

/** What the system says of a file that an owner named, and the error it is. */
const FILE_ERRORS: Readonly<Record<string, readonly [code: ErrorCode, why: string]>> = {
  EACCES: ['store.read_only', 'may not be read or written'],
  EPERM: ['store.read_only', 'may not be read or written'],
  EROFS: ['store.read_only', 'lies on a read-only disk'],
  ENOSPC: ['store.full', 'the disk is full'],
  EDQUOT: ['store.full', 'the quota of the disk is used up'],
  EIO: ['store.io', 'the disk failed'],
  ENOENT: ['usage.invalid', 'is not there'],
  ENOTDIR: ['usage.invalid', 'has a file where a folder belongs'],
  EISDIR: ['usage.invalid', 'is a folder'],
  EEXIST: ['usage.invalid', 'is there already'],
  ENAMETOOLONG: ['usage.invalid', 'is too long a name'],
  ELOOP: ['usage.invalid', 'is a link that leads to itself'],
}

/** The error of a file that could not be read or written; undefined for anything else that was thrown. */
export function asFileError(thrown: unknown): TamisError | undefined {
  if (!(thrown instanceof Error && 'syscall' in thrown && 'path' in thrown && 'code' in thrown))
    return undefined
  const known = FILE_ERRORS[String(thrown.code)]
  if (known === undefined) return undefined
  const [code, why] = known
  return new TamisError(code, {
    message: `${thrown.path}: ${why} (${thrown.code})`,
    phase: 'configure',
    cause: thrown,
    ...(code === 'usage.invalid' ? { hint: 'Check the path.' } : {}),
  })
}
