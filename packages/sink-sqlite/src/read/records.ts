import type { FieldType, FieldValue } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { RowCodec, type Stored } from '../load/row-codec.ts'
import { columnList, quoted } from '../schema/identifier.ts'
import type { Layout } from '../schema/layout.ts'
import type { BatchAsOf } from './as-of.ts'

/** The fields of a record by name, the key among them; timestamps as ISO 8601 UTC. */
export type MarketRecord = Readonly<Record<string, FieldValue>>

export interface MarketField {
  readonly name: string
  readonly type: FieldType
}

/** The key first, then the fields in the order of their columns. */
export function fieldsOf({ key, fields }: Layout): readonly MarketField[] {
  return [{ name: key, type: 'text' }, ...fields.map(({ name, type }) => ({ name, type }))]
}

export interface PlacedMarketRecord {
  readonly key: string
  readonly record: MarketRecord
  readonly page: number
  readonly position: number
}

interface Selection {
  /** SQL after `order by`, over the rows. */
  readonly orderBy?: string
  readonly limit?: number
  readonly key?: string
}

/** Records of a batch at a revision, one at a time: rows that held then, be they superseded since or not. */
export function* recordsOf(
  db: Database,
  layout: Layout,
  batch: Pick<BatchAsOf, 'batchNo' | 'revision' | 'current'>,
  { orderBy = 'page, position', limit = -1, key }: Selection = {},
): Generator<PlacedMarketRecord> {
  const codec = new RowCodec<Record<string, FieldValue>>(layout)
  const { tables, slow, fast } = layout
  const columns = ['k.key', ...prefixed('i', slow), ...prefixed('r', fast), 'r.page', 'r.position']
  const sql = `select ${columns.join(', ')} from (${rowsAt(layout, batch)}) r
    cross join ${quoted(tables.identities)} i on i.identity_no = r.identity_no
    cross join ${quoted(tables.keys)} k on k.key_no = r.key_no
    ${key === undefined ? '' : `where r.key_no = (select key_no from ${quoted(tables.keys)} where key = @key)`}
    order by ${orderBy} limit @limit`
  const binding = {
    batchNo: batch.batchNo,
    revision: batch.revision,
    limit,
    ...(key === undefined ? {} : { key }),
  }
  const statement = db.prepare<[object], Stored[]>(sql).raw()
  for (const values of statement.iterate(binding)) {
    const place = values.splice(-2)
    yield {
      key: String(values[0]),
      record: codec.record(values),
      page: Number(place[0]),
      position: Number(place[1]),
    }
  }
}

function prefixed(table: string, fields: Layout['fields']): string[] {
  return fields.map((field) => `${table}.${quoted(field.name)}`)
}

/** SQL of the rows of a batch at a revision, to be bound to `batchNo` and `revision`. */
export function rowsAt({ tables, fast }: Layout, { current }: Pick<BatchAsOf, 'current'>): string {
  const columns = columnList([
    'key_no',
    'identity_no',
    'page',
    'position',
    ...fast.map((field) => field.name),
  ])
  const rows = `select ${columns} from ${quoted(tables.rows)} where batch_no = @batchNo and since_revision <= @revision`
  if (current) return rows
  return `${rows} union all select ${columns} from ${quoted(tables.superseded)}
    where batch_no = @batchNo and from_revision <= @revision and to_revision > @revision`
}
