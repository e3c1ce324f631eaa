import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { isTamisError, TamisError } from '../errors.ts'
import { isoTime } from '../iso-time.ts'
import type { QuarantineEntry } from '../transform/transformed.ts'
import { findingsToJson } from '../transform/wire.ts'
import type { Files, FileWriter } from './files.ts'
import type { CommittedBatch, SinkSession } from './sink.ts'

const PIECE = 256 * 1024

/** Name of a batch's issue file within its folder. */
export function issueFileName(dataset: string, batchId: string): string {
  return `${dataset}-${batchId}.jsonl`
}

/**
 * Brings the issue file of a batch in line with its open quarantine entries and notes that in the ledger. The same
 * entries always give the same bytes. Returns its path, or null when nothing is open and there is no file.
 *
 * @throws TamisError `issues.unwritable`, `store.*`.
 */
export async function exportIssues<T extends object>(
  sink: SinkSession<T>,
  batch: CommittedBatch,
  folder: string,
  files: Files,
): Promise<string | null> {
  const path = join(folder, issueFileName(batch.dataset, batch.batchId))
  const hash = await writable(folder, () =>
    writeIssues(sink.quarantined(batch.batchId), batch, path, folder, files),
  )
  await sink.exported(batch.batchId, batch.revision, hash)
  return hash === null ? null : path
}

/** Fails before any request if the folder could not be written after it. Safe beside other runs: it has no lease yet. */
export async function prepareIssues(folder: string, files: Files, runId: string): Promise<void> {
  const probe = join(folder, `.${runId}.probe.tmp`)
  const work = async (): Promise<void> => {
    await files.makeDirectory(folder)
    await (await files.create(probe)).close()
    await files.remove(probe)
  }
  await writable(
    folder,
    work,
    'Check owner and mode of the folder and the space on its disk, then run again.',
  )
}

/** Clears what a crash of the pipeline left. For who holds its lease; other pipelines may be writing there meanwhile. */
export async function clearIssues(folder: string, files: Files, pipeline: string): Promise<void> {
  await writable(folder, async () => {
    await files.makeDirectory(folder)
    for (const name of await files.list(folder)) {
      const isOwn = name.startsWith(`.${pipeline}.`) && name.endsWith('.tmp')
      if (isOwn) await files.remove(join(folder, name))
    }
  })
}

async function writable<R>(folder: string, work: () => Promise<R>, hint?: string): Promise<R> {
  try {
    return await work()
  } catch (cause) {
    // The store that is read from meanwhile speaks for itself.
    if (isTamisError(cause)) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
    if (code === null) throw cause
    throw new TamisError('issues.unwritable', {
      message: `Cannot write issue files in ${folder}: ${code}`,
      ...(hint !== undefined && { hint }),
      cause,
    })
  }
}

async function writeIssues(
  entries: AsyncIterable<QuarantineEntry>,
  batch: CommittedBatch,
  path: string,
  folder: string,
  files: Files,
): Promise<string | null> {
  const hash = createHash('sha256')
  const temporary = join(folder, `.${batch.pipeline}.${issueFileName(batch.dataset, batch.batchId)}.tmp`)
  await files.makeDirectory(folder)
  await files.remove(temporary)
  const pieces = linesOf(batch, entries)
  let piece = await pieces.next()
  if (piece.done === true) {
    await files.remove(path)
    await files.syncDirectory(folder)
    return null
  }
  const file: FileWriter = await files.create(temporary)
  try {
    for (; piece.done !== true; piece = await pieces.next()) {
      hash.update(piece.value)
      await file.write(piece.value)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await files.rename(temporary, path)
  await files.syncDirectory(folder)
  return hash.digest('hex')
}

/** Lines in pieces that are worth a write each. */
async function* linesOf(
  batch: CommittedBatch,
  entries: AsyncIterable<QuarantineEntry>,
): AsyncGenerator<string, undefined> {
  let lines = ''
  for await (const entry of entries) {
    lines += issueLine(batch, entry)
    if (lines.length < PIECE) continue
    yield lines
    lines = ''
  }
  if (lines !== '') yield lines
}

function issueLine(batch: CommittedBatch, entry: QuarantineEntry): string {
  const head = JSON.stringify({
    batch_id: batch.batchId,
    extracted_at: isoTime(batch.extractedAt),
    page: entry.page,
    position: entry.position,
    coin_id: entry.key,
    findings: findingsToJson(entry.findings),
  })
  const line = `${head.slice(0, -1)},"record":${entry.record}}`
  return `${HOSTILE.test(line) ? tamed(line) : line}\n`
}

// What ends a line, and what JSON leaves bare although it moves a cursor or turns the direction of what follows.
const HOSTILE = /[\r\n\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

/** The same JSON in one line: breaks stand between its tokens only, where any space does, and the others within text. */
function tamed(json: string): string {
  return json
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(new RegExp(HOSTILE, 'g'), (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
