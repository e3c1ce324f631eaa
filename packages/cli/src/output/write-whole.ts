import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemFiles, TamisError } from '@tamis/core'

type Pieces = Iterable<string | Uint8Array>

/**
 * Writes a file that is there whole or not at all: beside it first, synced, then renamed over it. A link stays one, and what
 * is no file, such as a pipe or a device, is written as it is. Aborting leaves what was there.
 *
 * @throws TamisError `output.unwritable`, `usage.invalid` for a folder, or the reason of the signal.
 */
export async function writeWhole(path: string, pieces: Pieces, signal?: AbortSignal): Promise<void> {
  const there = await onDisk(path, () => stat(path).catch(ignoring('ENOENT')))
  if (there?.isDirectory()) throw new TamisError('usage.invalid', { message: `${path} is a folder` })
  if (there !== undefined && !there.isFile())
    return fill(await onDisk(path, () => open(path, 'w')), path, pieces, signal)
  const target = there === undefined ? path : await onDisk(path, () => realpath(path))
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    await rm(temporary, { force: true })
    const mode = (there?.mode ?? 0o666) & 0o777
    await fill(await onDisk(path, () => open(temporary, 'wx', mode)), path, pieces, signal)
    await onDisk(path, () => rename(temporary, target))
    await onDisk(path, () => systemFiles.syncDirectory(dirname(target)))
  } finally {
    await rm(temporary, { force: true })
  }
}

async function fill(file: FileHandle, path: string, pieces: Pieces, signal?: AbortSignal): Promise<void> {
  try {
    for (const piece of pieces) {
      signal?.throwIfAborted()
      await onDisk(path, () => file.writeFile(piece))
    }
    signal?.throwIfAborted()
    if ((await file.stat()).isFile()) await onDisk(path, () => file.sync())
  } finally {
    await file.close()
  }
}

/** Runs work on a path; what the disk refuses is told as `output.unwritable`. */
export async function onDisk<R>(path: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
    if (code === null) throw cause
    throw new TamisError('output.unwritable', { message: `Cannot write ${path}: ${reasonOf(code)}`, cause })
  }
}

/**
 * Runs work that writes what a command was told to write, several files or folders: what may not be written, or finds no
 * space, is told as `output.unwritable`. Paths that cannot be are left to who reads them as a mistake of the command line.
 */
export async function writing<R>(work: () => R | Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException
    if (code === undefined || path === undefined || !REFUSALS.includes(code)) throw cause
    throw new TamisError('output.unwritable', { message: `Cannot write ${path}: ${reasonOf(code)}`, cause })
  }
}

const REFUSALS = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO']

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'part of the path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
}

function reasonOf(code: string): string {
  return REASONS[code] === undefined ? code : `${REASONS[code]} (${code})`
}

function ignoring(code: string) {
  return (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error
  }
}
