import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Batch, type CommittedBatch, type Dataset, sha256, TamisError } from '@tamis/core'
import { fileError, readJsonFile, replaceFile } from '@tamis/core/files'
import { type BatchFile, fromLines, type Header, headerOf, toLines } from './lines.ts'

/** Which issue file was written for a batch. */
interface Exported {
  readonly revision: number
  readonly sha256: string | null
}

/** One file of JSON lines a batch, and beside it a note of its issue file. */
export class BatchFiles {
  readonly #root: string
  readonly #notes: string

  constructor(root: string) {
    this.#root = join(root, 'batches')
    this.#notes = join(root, 'exported')
  }

  /** The batch without its records; undefined when it was never committed. */
  async header(batchId: string): Promise<Header | undefined> {
    return this.#header(fileName(batchId))
  }

  /** Every batch there is, by time. */
  async headers(): Promise<readonly Header[]> {
    const names = await readdir(this.#root).catch((thrown: unknown) => noneIfMissing(thrown, this.#root))
    const found: Header[] = []
    for (const name of names) {
      const header = name.endsWith('.jsonl') ? await this.#header(name) : undefined
      if (header !== undefined) found.push(header)
    }
    return found.sort((a, b) => byTime(a.batch, b.batch))
  }

  async read<T extends object>(batchId: string, dataset: Dataset<T>): Promise<BatchFile<T> | undefined> {
    const path = join(this.#root, fileName(batchId))
    const text = await readFile(path, 'utf8').catch((thrown: unknown) => undefinedIfMissing(thrown, path))
    return text === undefined ? undefined : parsing(path, () => fromLines(text, dataset))
  }

  write<T extends object>(file: BatchFile<T>): Promise<void> {
    return replaceFile(join(this.#root, fileName(file.header.batch.batchId)), toLines(file))
  }

  async isExported({ batchId, revision }: CommittedBatch): Promise<boolean> {
    const note = (await readJsonFile(this.#note(batchId))) as Exported | undefined
    return note?.revision === revision
  }

  async noteExported(batchId: string, note: Exported): Promise<void> {
    await replaceFile(this.#note(batchId), JSON.stringify(note))
  }

  #note(batchId: string): string {
    return join(this.#notes, `${fileName(batchId)}.json`)
  }

  /** Reads no further than the first line. */
  async #header(name: string): Promise<Header | undefined> {
    const path = join(this.#root, name)
    const stream = createReadStream(path)
    try {
      for await (const line of createInterface({ input: stream })) return parsing(path, () => headerOf(line))
      return undefined
    } catch (thrown) {
      return undefinedIfMissing(thrown, path)
    } finally {
      stream.destroy()
    }
  }
}

/** By time, and by name where two are of one moment. */
export function byTime(a: Batch, b: Batch): number {
  return (a.extractedAt ?? 0) - (b.extractedAt ?? 0) || (a.batchId < b.batchId ? -1 : 1)
}

/** Ids are compared without case, and some file systems do no better. */
function fileName(batchId: string): string {
  const name = batchId.toLowerCase()
  return `${/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name) ? name : `_${sha256(name)}`}.jsonl`
}

function undefinedIfMissing(thrown: unknown, path: string): undefined {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
  throw fileError(thrown, path)
}

function noneIfMissing(thrown: unknown, path: string): readonly string[] {
  return undefinedIfMissing(thrown, path) ?? []
}

function parsing<R>(path: string, work: () => R): R {
  try {
    return work()
  } catch (cause) {
    const hint = 'Restore it from a backup, or move it away and replay the batch.'
    throw new TamisError('store.corrupt', { message: `${path} is damaged`, hint, cause })
  }
}
