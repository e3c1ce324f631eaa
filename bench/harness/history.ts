import { runPipeline, systemClock } from '@tamis/core'
import Database, { type Statement } from 'better-sqlite3'
import { loadSnapshot } from '../cases/snapshot.ts'
import { emptyDatabase } from '../floor/database.ts'
import { marketPages, slot } from './market-pages.ts'
import { pipelineOver } from './pipeline.ts'

const DAY_MS = 86_400_000

/** A database of so many snapshots, each loaded by tamis. */
export async function loadedHistory(path: string, snapshots: number): Promise<void> {
  for (let number = 0; number < snapshots; number++)
    await loadSnapshot(path, marketPages(slot(number)), slot(number))
}

/** A database of so many snapshots that are staged and sealed, as runs leave them that die before they judge. */
export async function sealedHistory(path: string, snapshots: number): Promise<void> {
  await emptyDatabase(path)
  for (let number = 0; number < snapshots; number++) {
    const at = slot(number)
    const died = new Error('died before it judged')
    const report = await runPipeline(pipelineOver(path, marketPages(at), at), {
      clock: { ...systemClock, now: () => at.getTime() },
      batchId: `b${number}`,
      failpoint(name) {
        if (name === 'sealed') throw died
      },
    })
    if (report.status !== 'failed') throw new Error(`${report.status} instead of staged only`)
  }
}

/** Tables that hold something of each batch; rows have to come before what refers to them. */
const OF_BATCH = ['revisions', 'crypto_markets_rows', 'quarantine_entries']

/**
 * Grows a database by copies of its last batch, a day apart, until it holds so many rows: rows, quarantine and ledger, as
 * years of runs leave them once their raw pages are pruned. Returns the number of rows.
 */
export function growHistory(path: string, rows: number): number {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = OFF')
  const one = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0
  const last = one('select max(batch_no) from batches')
  const each = one(`select count(*) from crypto_markets_rows where batch_no = ${last}`)
  const copyBatch = copier(db, 'batches', last, ['batch_no', 'batch_id', 'extracted_at'])
  const copyRest = OF_BATCH.map((table) => copier(db, table, last, ['batch_no']))
  const copies = Math.ceil(rows / each) - one('select count(*) from batches')
  for (let number = 1; number <= copies; number++) {
    // Before the real ones in time, so that the real last batch stays the latest.
    const at = new Date(slot(0).getTime() - number * DAY_MS).toISOString()
    db.transaction(() => {
      copyBatch.run(last + number, `copy-${number}`, at)
      for (const copy of copyRest) copy.run(last + number)
    }).immediate()
  }
  const grown = one('select count(*) from crypto_markets_rows')
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  return grown
}

/** Copies what a table holds of a batch, but for the columns `given`. */
function copier(db: Database.Database, table: string, batch: number, given: readonly string[]): Statement {
  const names = db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table)
  const kept = names.filter((name) => !given.includes(name))
  return db.prepare(
    `insert into ${table} (${[...given, ...kept]}) select ${given.map(() => '?')}, ${kept} from ${table}
     where batch_no = ${batch} order by rowid`,
  )
}
