import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Batch, sha256 } from '@tamis/core'
import { createFile, fileError, readJsonFile, replaceFile } from '@tamis/core/files'

/** What the stager keeps of an attempt. When its first page came is told by the pages themselves. */
export interface KeptBatch extends Omit<Batch, 'firstPageAt'> {
  /** Resumes in a row that ended in an error of tamis, a rule or a plugin. */
  readonly failures: number
}

/** The attempts at each batch: a folder for each batch, in it one for each attempt, in that one file of JSON. */
export class BatchFiles {
  readonly #root: string

  constructor(root: string) {
    this.#root = join(root, 'batches')
  }

  /** Where the pages of an attempt are. Ids are compared without case, and some file systems do no better. */
  folderOf({ batchId, attempt }: Pick<Batch, 'batchId' | 'attempt'>): string {
    return join(this.#folder(batchId), String(attempt))
  }

  /** The last attempt, abandoned or not. */
  async last(batchId: string): Promise<KeptBatch | undefined> {
    const attempts = (await namesIn(this.#folder(batchId))).map(Number).filter(Number.isInteger)
    for (const attempt of attempts.sort((a, b) => b - a)) {
      const found = await this.#read(this.folderOf({ batchId, attempt }))
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The last attempt at every batch there is. */
  async all(): Promise<readonly KeptBatch[]> {
    const found: KeptBatch[] = []
    for (const name of await namesIn(this.#root)) {
      const batch = await this.last(name)
      if (batch !== undefined) found.push(batch)
    }
    return found
  }

  /** False when the attempt is there already. */
  create(batch: KeptBatch): Promise<boolean> {
    return createFile(this.#file(batch), JSON.stringify(batch))
  }

  replace(batch: KeptBatch): Promise<void> {
    return replaceFile(this.#file(batch), JSON.stringify(batch))
  }

  #file(batch: KeptBatch): string {
    return join(this.folderOf(batch), 'batch.json')
  }

  #folder(batchId: string): string {
    return join(this.#root, folderName(batchId))
  }

  async #read(folder: string): Promise<KeptBatch | undefined> {
    return (await readJsonFile(join(folder, 'batch.json'))) as KeptBatch | undefined
  }
}

/** A batch id is a name of a folder everywhere; anything else gets one. Its own name gives itself. */
function folderName(batchId: string): string {
  const name = batchId.toLowerCase()
  return /^[a-z0-9][a-z0-9._-]{0,99}$/.test(name) && !name.endsWith('.') ? name : `_${sha256(name)}`
}

/** Names in a folder; none when it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return []
    throw fileError(thrown, folder)
  }
}
