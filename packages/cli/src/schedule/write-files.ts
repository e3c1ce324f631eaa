import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TamisError } from '@tamis/core'
import { makeFolder } from '@tamis/core/files'
import { writing } from '../output/write-whole.ts'
import type { ScheduleFile } from './options.ts'

/**
 * Writes the files of a schedule below a folder; never over one that is there. Returns their paths.
 *
 * @throws TamisError `usage.invalid` when one is there already; nothing is written then. `output.unwritable`.
 */
export async function writeFiles(folder: string, files: readonly ScheduleFile[]): Promise<readonly string[]> {
  const paths: string[] = []
  for (const { path, content, mode = 0o644 } of files) {
    const target = join(folder, path)
    await writing(() => {
      makeFolder(dirname(target))
      return writeFile(target, content, { mode, flag: 'wx' })
    }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause
      throw new TamisError('usage.invalid', {
        message: `${target} is there already`,
        hint: 'Take another folder with --write, or move the file away.',
        cause,
      })
    })
    paths.push(target)
  }
  return paths
}

/** Files one after the other, each under its path: what is printed where nothing is written. */
export function printedFiles(files: readonly ScheduleFile[]): string {
  const [only] = files
  if (only !== undefined && files.length === 1) return only.content
  return files.map(({ path, content }) => `# ==> ${path} <==\n${content}`).join('\n')
}
