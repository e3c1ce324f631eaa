import { type Dataset, TamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { dropViews, makeViews } from './dataset-views.ts'
import { quoted } from './identifier.ts'
import { type Layout, type LayoutField, layoutOf, stagedTable } from './layout.ts'

const SQL_TYPES = {
  text: 'text',
  integer: 'integer',
  real: 'real',
  timestamp: 'integer',
  json: 'text',
} as const

interface DatasetRow {
  readonly key: string
  readonly version: number
  readonly fields: string
}

/** Makes the table of raw pages of a dataset. Inside a transaction. */
export function makeStagedTable(db: Database, dataset: string): void {
  db.exec(`
create table if not exists ${quoted(stagedTable(dataset))} (
  batch_id text not null collate nocase,
  attempt integer not null,
  page integer not null check (page >= 0),
  extracted_at text not null,
  request text not null,
  http_status integer not null,
  http_headers text not null,
  codec text not null check (codec in ('zstd', 'identity')),
  body blob,
  sha256 text not null check (length(sha256) = 64),
  bytes integer not null,
  primary key (batch_id, attempt, page),
  foreign key (batch_id, attempt) references batches (batch_id, attempt)
) strict`)
}

/** True if the tables of a dataset are there and as it needs them. */
export function isCurrent(db: Database, wanted: Layout, version: number): boolean {
  const known = find(db, wanted.dataset)
  return (
    known?.version === version && known.key === wanted.key && known.fields === JSON.stringify(wanted.fields)
  )
}

/**
 * Makes the tables of a dataset, or adds the columns that a newer version of it brought. Inside a transaction. Fields
 * that a dataset no longer has keep their columns, and null in new rows.
 *
 * @throws TamisError `plugin.invalid` when the key or a field's type is another than the tables have.
 */
export function makeDatasetTables<T extends object>(db: Database, dataset: Dataset<T>): void {
  const wanted = layoutOf(dataset)
  if (isCurrent(db, wanted, dataset.version)) return
  const known = find(db, wanted.dataset)
  makeStagedTable(db, wanted.dataset)
  if (known === undefined) db.exec(tables(wanted))
  else extend(db, wanted, known)
  dropViews(db, wanted)
  makeViews(db, wanted)
  db.prepare('insert or replace into datasets (dataset, key, version, fields) values (?, ?, ?, ?)').run(
    wanted.dataset,
    wanted.key,
    dataset.version,
    JSON.stringify(wanted.fields),
  )
}

function find(db: Database, dataset: string): DatasetRow | undefined {
  return db.prepare<[string], DatasetRow>('select * from datasets where dataset = ?').get(dataset)
}

function tables({ tables: names, slow, fast }: Layout): string {
  const [keys, identities, rows, superseded] = [
    names.keys,
    names.identities,
    names.rows,
    names.superseded,
  ].map(quoted)
  return `
create table ${keys} (key_no integer primary key, key text not null unique check (key <> '')) strict;
create table ${identities} (
  identity_no integer primary key,
  key_no integer not null references ${keys}${columns(slow)}
) strict;
create index ${quoted(`${names.identities}_of`)} on ${identities} (key_no);
create table ${rows} (
  batch_no integer not null references batches,
  key_no integer not null,
  identity_no integer not null references ${identities},
  page integer not null,
  position integer not null,
  since_revision integer not null${columns(fast)},
  primary key (batch_no, key_no)
) strict;
create table ${superseded} (
  batch_no integer not null,
  key_no integer not null,
  identity_no integer not null references ${identities},
  page integer not null,
  position integer not null,
  from_revision integer not null,
  to_revision integer not null check (to_revision > from_revision)${columns(fast)},
  primary key (batch_no, key_no, from_revision)
) strict;`
}

function columns(fields: readonly LayoutField[]): string {
  return fields.map((field) => `,\n  ${column(field)}`).join('')
}

function column({ name, type }: LayoutField): string {
  return `${quoted(name)} ${SQL_TYPES[type]}`
}

function extend(db: Database, wanted: Layout, known: DatasetRow): void {
  const before = new Map((JSON.parse(known.fields) as LayoutField[]).map((field) => [field.name, field]))
  const clashes = wanted.fields.filter((field) => {
    const old = before.get(field.name)
    return old !== undefined && (old.type !== field.type || old.slow !== field.slow)
  })
  if (known.key !== wanted.key || clashes.length > 0) {
    const what =
      known.key === wanted.key ? clashes.map((field) => field.name).join(', ') : `the key ${wanted.key}`
    throw new TamisError('plugin.invalid', {
      message: `Dataset ${wanted.dataset} defines ${what} otherwise than this database keeps it`,
      hint: 'Use another database for it, or another name for the dataset.',
    })
  }
  for (const field of wanted.fields) {
    if (hasColumn(db, field.slow ? wanted.tables.identities : wanted.tables.rows, field.name)) continue
    const targets = field.slow ? [wanted.tables.identities] : [wanted.tables.rows, wanted.tables.superseded]
    for (const table of targets) db.exec(`alter table ${quoted(table)} add column ${column(field)}`)
  }
}

function hasColumn(db: Database, table: string, name: string): boolean {
  const sql = 'select count(*) from pragma_table_info(?) where name = ?'
  return db.prepare<[string, string], number>(sql).pluck().get(table, name) === 1
}
