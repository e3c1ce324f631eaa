import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import Sqlite, { type Database } from 'better-sqlite3'

interface BatchRow {
  readonly batch_no: number
  readonly batch_id: string
  readonly attempt: number
  readonly state: string
  readonly pages: number | null
  readonly extracted: number
  readonly loaded: number
  readonly quarantined: number
  readonly duplicates: number
  readonly duplicate_keys: string
  readonly exported_revision: number | null
  readonly issue_sha256: string | null
}

interface PageRow {
  readonly page: number
  readonly codec: string
  readonly body: Uint8Array
  readonly sha256: string
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Reads a folder's database as whoever opens it next will find it. It is a copy that is opened: a death can leave a
 * journal that must be rolled back first, and nobody may do that before the run that resumes.
 */
function inCopy<R>(folder: string, read: (db: Database) => R): R {
  const copy = mkdtempSync(join(tmpdir(), 'tamis-check-'))
  const data = join(folder, 'data')
  const names = readdirSync(data).filter((name) => /^market\.db(-wal|-journal)?$/.test(name))
  for (const name of names) copyFileSync(join(data, name), join(copy, name))
  const db = new Sqlite(join(copy, 'market.db'))
  try {
    return read(db)
  } finally {
    db.close()
    rmSync(copy, { recursive: true })
  }
}

function hasDatabase(folder: string): boolean {
  return existsSync(join(folder, 'data/market.db'))
}

/** Everything wrong with a folder that a run worked in, read with SQL and nothing of ours. */
export function problemsOf(folder: string): readonly string[] {
  if (!hasDatabase(folder)) return []
  return inCopy(folder, (db) => {
    // A run that died before its first transaction leaves a file without tables.
    if (!hasTable(db, 'batches')) return []
    const check = String(db.pragma('integrity_check', { simple: true }))
    const batches = db.prepare<[], BatchRow>('select * from batches').all()
    return [
      ...(check === 'ok' ? [] : [check]),
      ...batches.flatMap((batch) => problemsOfBatch(db, batch).map((why) => `${batch.batch_id}: ${why}`)),
      ...problemsOfFiles(join(folder, 'data/issue'), batches),
    ]
  })
}

function problemsOfBatch(db: Database, batch: BatchRow): readonly string[] {
  const pages = stagedPages(db, batch)
  const problems = pages.flatMap(({ page, body, sha256: hash }) =>
    sha256(body) === hash ? [] : [`page ${page} is not what its hash says`],
  )
  const rows = places(db, 'crypto_markets_rows where batch_no = ?', batch)
  const kept = places(db, `quarantine_entries where batch_no = ? and status = 'open'`, batch)
  if (!['published', 'rejected'].includes(batch.state)) {
    return rows.length + kept.length > 0 ? [...problems, `${batch.state}, and there are records`] : problems
  }
  const duplicates = (JSON.parse(batch.duplicate_keys) as { page: number; position: number }[]).map(
    ({ page, position }) => `${page}/${position}`,
  )
  const staged = pages.filter(({ page }) => page > 0)
  const there = staged.flatMap(({ page, records }) => records.map((_, position) => `${page}/${position}`))
  const accounted = [...rows, ...kept, ...duplicates].sort()
  if (staged.length !== batch.pages) problems.push(`${staged.length} of ${batch.pages} pages are staged`)
  if (accounted.join() !== [...there].sort().join()) problems.push('not every record is in exactly one place')
  if (rows.length !== batch.loaded || kept.length !== batch.quarantined) problems.push('counts are not true')
  if (batch.extracted !== batch.loaded + batch.quarantined + batch.duplicates)
    problems.push('does not add up')
  return [...problems, ...problemsOfRows(db, batch, staged)]
}

/** Each row says what the bytes at its place say. */
function problemsOfRows(db: Database, batch: BatchRow, pages: readonly StagedPage[]): readonly string[] {
  const sql =
    'select coin_id, current_price, total_volume, page, position from crypto_markets where batch_id = ?'
  const rows = db.prepare<[string], MarketRow>(sql).all(batch.batch_id)
  const records = new Map(pages.map(({ page, records }) => [page, records]))
  return rows.flatMap(({ coin_id, current_price, total_volume, page, position }) => {
    const record = records.get(page)?.[position]
    const same =
      record?.id === coin_id && record.current_price === current_price && record.total_volume === total_volume
    return same ? [] : [`${coin_id} is not what page ${page} says at ${position}`]
  })
}

interface MarketRow {
  readonly coin_id: string
  readonly current_price: number | null
  readonly total_volume: number | null
  readonly page: number
  readonly position: number
}

interface StagedPage {
  readonly page: number
  readonly sha256: string
  readonly body: Uint8Array
  readonly records: readonly {
    readonly id: string
    readonly current_price: number | null
    readonly total_volume: number | null
  }[]
}

function stagedPages(db: Database, batch: BatchRow): readonly StagedPage[] {
  return db
    .prepare<[string, number], PageRow>(
      'select page, codec, body, sha256 from stg_crypto_markets where batch_id = ? and attempt = ? order by page',
    )
    .all(batch.batch_id, batch.attempt)
    .map(({ page, codec, body, sha256: hash }) => {
      const bytes = codec === 'zstd' ? zstdDecompressSync(body) : body
      const records = JSON.parse(Buffer.from(bytes).toString()) as StagedPage['records']
      return { page, sha256: hash, body: bytes, records }
    })
}

function places(db: Database, from: string, batch: BatchRow): readonly string[] {
  if (from.startsWith('crypto') && !hasTable(db, 'crypto_markets_rows')) return []
  const sql = `select page || '/' || position from ${from}`
  return db.prepare<[number], string>(sql).pluck().all(batch.batch_no)
}

function hasTable(db: Database, name: string): boolean {
  return db.prepare<[string]>('select 1 from sqlite_schema where name = ?').get(name) !== undefined
}

/** What the ledger says is exported is there, byte for byte; whatever else is there is whole. */
function problemsOfFiles(folder: string, batches: readonly BatchRow[]): readonly string[] {
  const problems: string[] = []
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.tmp')) : []
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8')
    const batch = batches.find(({ batch_id }) => name === `crypto_markets-${batch_id}.jsonl`)
    if (batch === undefined || !['published', 'rejected'].includes(batch.state)) {
      problems.push(`${name} is of no committed batch`)
    } else if (!text.endsWith('}\n') || text.trimEnd().split('\n').length !== batch.quarantined) {
      problems.push(`${name} is torn`)
    }
  }
  for (const { batch_id, exported_revision, issue_sha256 } of batches) {
    if (exported_revision === null || issue_sha256 === null) continue
    const path = join(folder, `crypto_markets-${batch_id}.jsonl`)
    const there = existsSync(path) ? sha256(readFileSync(path)) : 'no file'
    if (there !== issue_sha256) problems.push(`the issue file of ${batch_id} is not what was noted`)
  }
  return problems
}

/** The market that a batch became, without times and ages: what two runs over one market must agree on. */
export function marketOf(folder: string, batchId: string): string {
  const db = new Sqlite(join(folder, 'data/market.db'), { readonly: true })
  try {
    const rows =
      'select coin_id, current_price, total_volume, page, position from crypto_markets where batch_id = ?'
    const codes = `(select group_concat(value ->> 'rule' || ' ' || (value ->> 'code')) from json_each(findings))`
    const kept = `select coin_id, page, position, record, ${codes} from quarantine where batch_id = ? and status = 'open'`
    return JSON.stringify(
      [rows, kept].map((sql) => db.prepare<[string]>(`${sql} order by page, position`).all(batchId)),
    )
  } finally {
    db.close()
  }
}

/** The states of a folder's batches; empty without a database. */
export function statesOf(folder: string): readonly string[] {
  if (!hasDatabase(folder)) return []
  return inCopy(folder, (db) => {
    if (!hasTable(db, 'batches')) return []
    return db.prepare<[], string>('select state from batches order by batch_no').pluck().all()
  })
}
