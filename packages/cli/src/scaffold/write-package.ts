import { readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TamisError } from '@tamis/core'
import { makeFolder } from '@tamis/core/files'

/**
 * Writes the files of a package into a new folder, or one that is there and empty. What fails half-way leaves nothing.
 *
 * @throws TamisError `usage.invalid` when something is there, or the folder cannot be written.
 */
export async function writePackage(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const made = await emptyFolder(folder)
  try {
    for (const [path, content] of files) {
      const target = join(folder, path)
      makeFolder(dirname(target))
      await writeFile(target, content, { flag: 'wx' })
    }
  } catch (cause) {
    for (const path of files.keys())
      await rm(join(folder, path.split('/')[0] ?? path), { recursive: true, force: true })
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw unwritable(folder, cause)
  }
}

/** Makes the folder; the first of those that had to be made, undefined when it was there. */
async function emptyFolder(folder: string): Promise<string | undefined> {
  try {
    const made = makeFolder(folder)
    if (made !== undefined || (await readdir(folder)).length === 0) return made
  } catch (cause) {
    throw unwritable(folder, cause)
  }
  throw new TamisError('usage.invalid', {
    message: `${folder} is there already and not empty`,
    hint: 'Take another name, another --dir, or move it away.',
  })
}

function unwritable(folder: string, cause: unknown): TamisError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new TamisError('usage.invalid', {
    message: `Cannot write into ${folder}: ${code}`,
    hint: 'Choose a folder of your own with --dir.',
    cause,
  })
}
