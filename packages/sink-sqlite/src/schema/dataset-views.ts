import type { Database } from 'better-sqlite3'
import { eventsView, makeEventsView } from './dataset-events.ts'
import { quoted } from './identifier.ts'
import type { Layout, LayoutField } from './layout.ts'

export function dropViews(db: Database, layout: Layout): void {
  for (const view of [layout.dataset, layout.tables.latest, eventsView(layout)]) {
    db.exec(`drop view if exists ${quoted(view)}`)
  }
}

/**
 * The final layer as people read it: one row a key and published batch. The cross joins keep the planner to the one
 * order in which nothing is scanned: first the batches, then their rows.
 */
export function makeViews(db: Database, layout: Layout): void {
  const rows = `cross join ${quoted(layout.tables.rows)} r on r.batch_no = b.batch_no
  join ${quoted(layout.tables.identities)} i on i.identity_no = r.identity_no
  join ${quoted(layout.tables.keys)} k on k.key_no = r.key_no`
  const dataset = `'${layout.dataset}'`
  db.exec(`
create view ${quoted(layout.dataset)} as select ${viewColumns(layout)}
  from batches b ${rows}
  where b.state = 'published' and b.dataset = ${dataset};
create view ${quoted(layout.tables.latest)} as select ${viewColumns(layout)}
  from leases l join batches b on b.batch_no = (
    select n.batch_no from batches n
    where n.pipeline = l.pipeline and n.dataset = ${dataset} and n.state = 'published' and n.ad_hoc = 0
    order by n.extracted_at desc, n.batch_no desc limit 1)
  ${rows};`)
  makeEventsView(db, layout)
}

/** The columns of the final layer, from batches b, rows r, identities i and keys k. */
export function viewColumns({ key, fields }: Layout): string {
  const shown = fields.map((field) => `${shownField(field, field.slow ? 'i' : 'r')} as ${quoted(field.name)}`)
  return [
    'b.pipeline',
    'b.vs_currency',
    'b.batch_id',
    'b.revision',
    'b.extracted_at',
    `k.key as ${quoted(key)}`,
    ...shown,
    'r.page',
    'r.position',
  ].join(', ')
}

function shownField({ name, type }: LayoutField, table: string): string {
  const column = `${table}.${quoted(name)}`
  return type === 'timestamp' ? `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')` : column
}
