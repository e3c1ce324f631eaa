import Database from 'better-sqlite3'
import { loadSnapshot } from '../cases/snapshot.ts'
import { marketPages, slot } from './market-pages.ts'

/** A database of so many snapshots, each loaded by tamis. */
export async function loadedHistory(path: string, snapshots: number): Promise<void> {
  for (let number = 0; number < snapshots; number++)
    await loadSnapshot(path, marketPages(slot(number)), slot(number))
}

/**
 * Grows a database by copies of its last batch, twelve hours apart, until it holds so many batches: rows and ledger, as
 * years of runs would leave them, without the raw pages. Returns the number of rows.
 */
export function growHistory(path: string, batches: number): number {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = OFF')
  const columns = (table: string): readonly string[] =>
    db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table)
  const ledger = columns('batches').filter((name) => !['batch_no', 'batch_id', 'extracted_at'].includes(name))
  const row = columns('crypto_markets_rows').filter((name) => name !== 'batch_no')
  const last = db.prepare<[], number>('select max(batch_no) from batches').pluck().get() ?? 0
  const copyBatch = db.prepare(
    `insert into batches (batch_no, batch_id, extracted_at, ${ledger}) select ?, ?, ?, ${ledger} from batches where batch_no = ${last}`,
  )
  const copyRows = db.prepare(
    `insert into crypto_markets_rows (batch_no, ${row}) select ?, ${row} from crypto_markets_rows where batch_no = ${last} order by rowid`,
  )
  const copyRevision = db.prepare(
    `insert into revisions select ?, revision, ?, run_id, reason, judged_by, extracted, loaded, quarantined, duplicates, note from revisions where batch_no = ${last}`,
  )
  // Before the real ones in time, so that the real last batch stays the latest.
  for (let number = 1; number <= batches - 1; number++) {
    const at = new Date(slot(0).getTime() - number * 12 * 3_600_000).toISOString()
    db.transaction(() => {
      copyBatch.run(last + number, `copy-${number}`, at)
      copyRows.run(last + number)
      copyRevision.run(last + number, at)
    }).immediate()
  }
  const rows = db.prepare<[], number>('select count(*) from crypto_markets_rows').pluck().get() ?? 0
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  return rows
}
