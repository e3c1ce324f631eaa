import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { asTamisError, TamisError } from '@tamis/core'
import type { DatabaseCheck } from '@tamis/sink-sqlite/maintain'
import type { MarketReader } from '@tamis/sink-sqlite/read'
import { databaseOf } from '../config/settings.ts'
import { asFileError } from '../errors/as-file-error.ts'
import { bytes, count, plural } from '../output/format.ts'
import { quoted } from '../output/next-command.ts'
import { examineBatches } from './batches.ts'
import { type CheckResult, failed, note, ok, warning } from './check-result.ts'
import { examineDisk } from './disk.ts'
import type { Patient, Setup } from './examine.ts'

/** What a log may come to before somebody keeps it from being folded in: the limit that runs set, and some. */
const LONGEST_LOG_BYTES = 80 * 1024 ** 2

/** The databases of the pipelines, each once: file, structure, log, raw pages, disk, and how its batches are. */
export async function* examineDatabases(patient: Patient, setup: Setup): AsyncGenerator<CheckResult> {
  const { settings } = setup
  const names = namesInSqlite(setup)
  for (const path of new Set(names.map((name) => databaseOf(settings, name)))) {
    const own = names.filter((name) => databaseOf(settings, name) === path)
    try {
      yield* examineDatabase(patient, path, own)
    } catch (error) {
      yield failed('database', asFileError(error) ?? asTamisError(error, 'configure'))
    }
  }
}

/** Pipelines that keep their batches in SQLite, as those do of which nothing else is known. */
export function namesInSqlite({ names, pipelines }: Setup): readonly string[] {
  const elsewhere = pipelines.filter(({ sink }) => sink.name !== 'sqlite').map(({ name }) => name)
  return names.filter((name) => !elsewhere.includes(name))
}

async function* examineDatabase(
  patient: Patient,
  path: string,
  pipelines: readonly string[],
): AsyncGenerator<CheckResult> {
  const { checkDatabase, checkPath } = await import('@tamis/sink-sqlite/maintain')
  const file = checkPath(path)
  if (!existsSync(file) || statSync(file).size === 0) {
    const folder = nearestFolder(dirname(file))
    const refused = notWritable(folder)
    if (refused !== undefined) yield failed('database', refused)
    else yield note('database', `${path}: none yet`, 'Make it with `tamis run`, or restore a backup.')
    yield examineDisk(folder, null)
    return
  }
  const check = checkDatabase(path, { depth: patient.quick ? 'quick' : 'full', pages: !patient.quick })
  yield* examineFile(path, file, check)
  yield examineLog(file)
  yield examinePages(check, patient.quick)
  const { openMarket } = await import('@tamis/sink-sqlite/read')
  using reader: MarketReader = openMarket(path, { now: () => patient.now })
  yield examineDisk(dirname(file), reader.size())
  yield* examineBatches(reader, pipelines, patient.now)
}

function* examineFile(path: string, file: string, check: DatabaseCheck): Generator<CheckResult> {
  const { bytes: size, schemaVersion, batches, problems } = check
  const mode = statSync(file).mode & 0o777
  if (problems.length > 0) {
    yield failed(
      'database',
      new TamisError('store.corrupt', { message: `${path} is damaged: ${problems.join('; ')}` }),
    )
    return
  }
  const refused = notWritable(file) ?? notWritable(dirname(file))
  if (refused !== undefined) {
    yield failed('database', refused)
    return
  }
  const told = `${path}: sound, ${bytes(size)}, ${plural(batches, 'batch', 'batches')}, schema ${schemaVersion}`
  if (process.platform !== 'win32' && (mode & 0o022) !== 0)
    yield warning('database', `${told}, and others may write to it`, `chmod go-w ${quoted(file)}`)
  else yield ok('database', told)
}

function examineLog(file: string): CheckResult {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (log === 0) return ok('log', 'the write-ahead log is empty')
  const told = `the write-ahead log holds ${bytes(log)}`
  if (log > LONGEST_LOG_BYTES) {
    return warning(
      'log',
      `${told}, more than runs let it`,
      'Close what reads the database for long, then `tamis run`.',
    )
  }
  return note('log', `${told}: a run is at work, or was cut off; the next one folds it in`)
}

function examinePages({ pages, prunedPages, damagedPages }: DatabaseCheck, quick: boolean): CheckResult {
  if (quick) return note('pages', 'raw pages not read (--quick)')
  const pruned = prunedPages === 0 ? '' : `, ${count(prunedPages)} pruned`
  if (damagedPages.length === 0)
    return ok('pages', `${plural(pages, 'raw page')} as their sha256 says${pruned}`)
  return failed('pages', new TamisError('page.damaged', { message: damagedPages.join('; ') }))
}

function notWritable(path: string): TamisError | undefined {
  try {
    accessSync(path, constants.W_OK)
    return undefined
  } catch (cause) {
    return new TamisError('store.read_only', {
      message: `${path} cannot be written by this account`,
      cause,
    })
  }
}

function nearestFolder(folder: string): string {
  let nearest = resolve(folder)
  while (!existsSync(nearest)) nearest = dirname(nearest)
  return nearest
}
