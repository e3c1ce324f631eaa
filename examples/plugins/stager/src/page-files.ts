import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Batch, type Page, type StagedPage, sha256, TamisError } from '@tamis/core'
import { createFile, fileError, readJsonFile, replaceFile } from '@tamis/core/files'
import { namesIn } from './batch-files.ts'

/** What is known of a page beside its bytes. */
type PageNote = Omit<StagedPage, 'body' | 'parsed' | 'batchId' | 'attempt'>

const NOTE = /^(\d+)\.json$/

/**
 * Keeps a page as two files: first its bytes as they are, then what is known of them, which makes it a page. False when
 * it is there already.
 */
export async function putPage(folder: string, page: Page, hash: string): Promise<boolean> {
  const { request, status, headers, fetchedAt } = page
  const note: PageNote = { request, status, headers, fetchedAt, sha256: hash }
  // Bytes without a note are of a run that died, or of the same page: they are named by what they are.
  await replaceFile(join(folder, bytesName(note)), page.body)
  return createFile(join(folder, noteName(request.page)), JSON.stringify(note))
}

/** What is known of a page; undefined when it is not staged. */
export async function readNote(folder: string, page: number): Promise<PageNote | undefined> {
  return (await readJsonFile(join(folder, noteName(page)))) as PageNote | undefined
}

/** Numbers of the staged pages, in order. */
export async function pageNumbers(folder: string): Promise<readonly number[]> {
  const numbers = (await namesIn(folder)).flatMap((name) => NOTE.exec(name)?.[1] ?? []).map(Number)
  return numbers.sort((a, b) => a - b)
}

/** A staged page with its bytes. @throws TamisError `page.damaged` when they are not those that were put. */
export async function readPage(folder: string, batch: Batch, page: number): Promise<StagedPage> {
  const note = await readNote(folder, page)
  const body = note === undefined ? undefined : await readBytes(join(folder, bytesName(note)))
  if (note === undefined || body === undefined || sha256(body) !== note.sha256) {
    throw new TamisError('page.damaged', {
      message: `Page ${page} of ${batch.batchId} is damaged in ${folder}`,
    })
  }
  return { ...note, body, batchId: batch.batchId, attempt: batch.attempt }
}

async function readBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
    throw fileError(thrown, path)
  }
}

function noteName(page: number): string {
  return `${page}.json`
}

function bytesName({ request, sha256: hash }: Pick<PageNote, 'request' | 'sha256'>): string {
  return `${request.page}-${hash.slice(0, 16)}.body`
}
