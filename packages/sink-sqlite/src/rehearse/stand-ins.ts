import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import type { Layout } from '../schema/layout.ts'

/** What a stand-in holds of the table whose name it has. */
type Held = 'all' | 'of the batch' | 'nothing'

function standInsOf({ tables }: Layout): ReadonlyMap<string, Held> {
  return new Map<string, Held>([
    [tables.keys, 'all'],
    [tables.identities, 'all'],
    ['batches', 'of the batch'],
    [tables.rows, 'of the batch'],
    ['quarantine_entries', 'of the batch'],
    [tables.superseded, 'nothing'],
    ['quarantine_events', 'nothing'],
    ['revisions', 'nothing'],
  ])
}

/**
 * Does work on temporary tables that stand in for those of the database, with what a commit of one batch looks at. SQLite
 * looks for a name among the temporary tables first, so the same statements find them, and nothing of the file is written.
 */
export async function withStandIns<R>(
  db: Database,
  layout: Layout,
  batchId: string,
  work: () => Promise<R>,
): Promise<R> {
  const standIns = standInsOf(layout)
  const numberOf = `select batch_no from main.batches where batch_id = ? and state <> 'abandoned'`
  const batchNo = db.prepare<[string], number>(numberOf).pluck().get(batchId)
  try {
    for (const [table, held] of standIns) make(db, table, held, batchNo ?? null)
    return await work()
  } finally {
    for (const table of standIns.keys()) db.exec(`drop table if exists temp.${quoted(table)}`)
  }
}

function make(db: Database, table: string, held: Held, batchNo: number | null): void {
  const definitions = db.prepare<[string], string>(
    `select sql from main.sqlite_schema where tbl_name = ? and type in ('table', 'index') and sql is not null
     order by type desc`,
  )
  for (const sql of definitions.pluck().all(table)) {
    const temporary = sql
      .replace(/^create table /i, 'create temp table ')
      .replace(/^(create (?:unique )?index) /i, '$1 temp.')
    // Prepared and not executed as a script: a text of the file is one statement, or refused.
    db.prepare(temporary).run()
  }
  const name = quoted(table)
  if (held === 'all') db.exec(`insert into temp.${name} select * from main.${name}`)
  if (held === 'of the batch')
    db.prepare(`insert into temp.${name} select * from main.${name} where batch_no = ?`).run(batchNo)
}
