import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { TamisError } from '../../errors.ts'
import { makeFolder } from '../../make-folder.ts'
import { syncFolder } from '../../sync-folder.ts'
import { fileError, hasCode, isMissing } from './file-error.ts'

let written = 0

/**
 * Puts a file in place of what is there, and the folder around it. At any instant, also after a power cut, there is the
 * old file or the new one.
 *
 * @throws TamisError `store.*`.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await withTemporary(path, content, (temporary) => rename(temporary, path))
}

/**
 * Makes a file that is whole or absent. False, and nothing done, when something is there: of several at once, one wins.
 *
 * @throws TamisError `store.*`.
 */
export async function createFile(path: string, content: string | Uint8Array): Promise<boolean> {
  let created = true
  await withTemporary(path, content, async (temporary) => {
    await link(temporary, path).catch((thrown: unknown) => {
      if (!hasCode(thrown, 'EEXIST')) throw thrown
      created = false
    })
    await rm(temporary)
  })
  return created
}

/** The value of a JSON file; undefined when there is none. @throws TamisError `store.corrupt`, `store.*`. */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (isMissing(thrown)) return undefined
    throw fileError(thrown, path)
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TamisError('store.corrupt', {
      message: `${path} is not JSON`,
      hint: 'Restore it from a backup.',
      cause,
    })
  }
}

async function withTemporary(
  path: string,
  content: string | Uint8Array,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${process.pid}-${++written}.tmp`
  try {
    makeFolder(dirname(path))
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await place(temporary)
    await syncFolder(dirname(path))
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw fileError(thrown, path)
  }
}
