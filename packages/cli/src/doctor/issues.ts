import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline as pipe } from 'node:stream/promises'
import { issueFileName, isTamisError, TamisError } from '@tamis/core'
import type { MarketReader } from '@tamis/sink-sqlite/read'
import { databaseOf } from '../config/settings.ts'
import { plural } from '../output/format.ts'
import { type CheckResult, failed, note, ok, warning } from './check-result.ts'
import { namesInSqlite } from './databases.ts'
import type { Patient, Setup } from './examine.ts'

/** A batch as far as its issue file goes. */
interface Exported {
  readonly dataset: string
  readonly batchId: string
  /** Of its file; null where nothing is open, so that there is none. */
  readonly sha256: string | null
  /** Whether the file was written since the last revision. */
  readonly isCurrent: boolean
}

/** Files named; thousands say no more than some. */
const NAMED = 3

/** Issue files against what the ledger says of them. */
export async function* examineIssues({ quick }: Patient, setup: Setup): AsyncGenerator<CheckResult> {
  const { settings } = setup
  const folder = settings.issues
  if (folder === null) return yield note('issues', 'none are written (issues: null)')
  const paths = new Set(namesInSqlite(setup).map((name) => databaseOf(settings, name)))
  const read = await Promise.all([...paths].filter(existsSync).map(exportedIn))
  const batches = read.flatMap((found) => found ?? [])
  if (read.includes(null)) return yield note('issues', 'not compared: the database cannot be read')
  if (batches.length === 0) return yield note('issues', 'none yet')
  if (!existsSync(folder) && settings.databaseChosen) {
    // Where its files are, nothing tells: they need not be those of the configured database.
    return yield note('issues', `not compared: the database was named, and there is no folder ${folder}`)
  }
  const different: string[] = []
  for (const batch of batches) {
    const problem = await problemOf(batch, folder, quick)
    if (problem !== undefined) different.push(`${issueFileName(batch.dataset, batch.batchId)} ${problem}`)
  }
  const files = batches.filter(({ sha256 }) => sha256 !== null).length
  if (different.length > 0) yield failed('issues', differ(folder, different))
  else yield ok('issues', `${plural(files, 'issue file')} in ${folder} as the quarantine says`)
  const strays = straysIn(folder, batches)
  if (strays.length > 0) {
    const told = `${plural(strays.length, 'file')} in ${folder} of batches that are not in the database: ${list(strays)}`
    yield warning('issues', told, 'Left by a restore, or of another database: move them away.')
  }
}

/** Null for a database that cannot be read, which is told where databases are. */
async function exportedIn(path: string): Promise<readonly Exported[] | null> {
  const { openMarket } = await import('@tamis/sink-sqlite/read')
  try {
    using reader = openMarket(path)
    return exported(reader)
  } catch (error) {
    if (isTamisError(error)) return null
    throw error
  }
}

function exported(reader: MarketReader): readonly Exported[] {
  const { rows } =
    reader.query(`select dataset, batch_id, issue_sha256, exported_revision is revision as is_current
    from batches where state in ('published', 'rejected') order by batch_no`)
  return [...rows].map(([dataset, batchId, sha256, isCurrent]) => ({
    dataset: String(dataset),
    batchId: String(batchId),
    sha256: sha256 === null ? null : String(sha256),
    isCurrent: Number(isCurrent) === 1,
  }))
}

async function problemOf(
  { dataset, batchId, sha256, isCurrent }: Exported,
  folder: string,
  quick: boolean,
): Promise<string | undefined> {
  const file = join(folder, issueFileName(dataset, batchId))
  if (!isCurrent) return 'is older than its batch'
  if (!existsSync(file)) return sha256 === null ? undefined : 'is missing'
  if (sha256 === null) return 'should not be there'
  return quick || (await hashOf(file)) === sha256 ? undefined : 'was changed'
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipe(createReadStream(file), hash)
  return hash.digest('hex')
}

function straysIn(folder: string, batches: readonly Exported[]): readonly string[] {
  if (!existsSync(folder)) return []
  const known = new Set(batches.map(({ dataset, batchId }) => issueFileName(dataset, batchId)))
  const datasets = [...new Set(batches.map(({ dataset }) => `${dataset}-`))]
  return readdirSync(folder).filter(
    (name) =>
      datasets.some((prefix) => name.startsWith(prefix)) && name.endsWith('.jsonl') && !known.has(name),
  )
}

function differ(folder: string, different: readonly string[]): TamisError {
  return new TamisError('issues.differ', {
    message: `${plural(different.length, 'issue file')} in ${folder}: ${list(different)}`,
  })
}

function list(names: readonly string[]): string {
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : ''
  return names.slice(0, NAMED).join(', ') + more
}
