import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import { stagedTables } from '../stage/staged-pages.ts'

/** What a database is made of, and how fast it grows. */
export interface Growth {
  /** Of its bytes, those of raw pages; the rest is rows, quarantine, ledger and indexes. */
  readonly rawBytes: number
  /** What one more batch takes, on average so far; null before the first. */
  readonly bytesPerBatch: number | null
  /** What a year takes at the pace of the last batches of all pipelines; null while there is no pace. */
  readonly bytesPerYear: number | null
}

const YEAR_MS = 365 * 86_400_000
const LAST = 60
/** Batches closer together than this are tries, and no pace. */
const CLOSEST_MS = 60_000

export function growth(db: Database): Growth {
  const one = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0
  const raw = stagedTables(db).map((table) => rawOf(db, table))
  const rawBytes = raw.reduce((sum, { bytes }) => sum + bytes, 0)
  const withRaw = raw.reduce((sum, { batches }) => sum + batches, 0)
  const batches = one("select count(*) from batches where state in ('published', 'rejected')")
  if (batches === 0) return { rawBytes, bytesPerBatch: null, bytesPerYear: null }
  // Every table and index takes a page before there is anything in it.
  const used =
    one(`select (page_count - freelist_count - (select count(*) from sqlite_schema where rootpage > 0)) * page_size
    from pragma_page_count, pragma_freelist_count, pragma_page_size`)
  // Apart, since raw pages may have been pruned and the rest never is.
  const bytesPerBatch = Math.round(
    (withRaw === 0 ? 0 : rawBytes / withRaw) + Math.max(0, used - rawBytes) / batches,
  )
  const gapMs = usualGapMs(db)
  return {
    rawBytes,
    bytesPerBatch,
    bytesPerYear: gapMs === null ? null : Math.round((bytesPerBatch * YEAR_MS) / gapMs),
  }
}

interface Raw {
  readonly bytes: number
  readonly batches: number
}

function rawOf(db: Database, table: string): Raw {
  // Of a body nothing but its length is read, which takes the whole table in a moment.
  const sql = `select coalesce(sum(bytes), 0) as bytes, count(bytes) as batches
    from (select sum(length(body)) as bytes from ${quoted(table)} group by batch_id)`
  return db.prepare<[], Raw>(sql).get() ?? { bytes: 0, batches: 0 }
}

function usualGapMs(db: Database): number | null {
  const sql = `select extracted_at from batches where state in ('published', 'rejected')
    order by extracted_at desc limit ${LAST}`
  const times = db.prepare<[], string>(sql).pluck().all().map(Date.parse)
  if (times.length < 3) return null
  const gapMs = ((times[0] ?? 0) - (times.at(-1) ?? 0)) / (times.length - 1)
  return gapMs < CLOSEST_MS ? null : gapMs
}
