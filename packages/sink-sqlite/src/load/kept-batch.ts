import type { Observation } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import type { Layout, LayoutField } from '../schema/layout.ts'
import type { RowCodec, Stored } from './row-codec.ts'

export interface ObservedBatch {
  readonly batchNo: number
  readonly batchId: string
  readonly extractedAt: number
}

/**
 * The records of a published batch as rules look back at them. They are held a column at a time, since those of a market
 * take up ten times as much one by one, and a record is put together for who looks at it.
 */
export class KeptBatch<T extends object> {
  readonly batchId: string
  readonly extractedAt: number
  readonly #codec: RowCodec<T>
  readonly #columns: readonly Column[]
  readonly #keys: readonly string[]
  /** Several rules look at one record in turn. */
  #last: { readonly at: number; readonly record: T } | undefined

  constructor(db: Database, codec: RowCodec<T>, { batchNo, batchId, extractedAt }: ObservedBatch) {
    this.batchId = batchId
    this.extractedAt = extractedAt
    this.#codec = codec
    const { layout } = codec
    const count = countRows(db, layout, batchNo)
    this.#columns = [...layout.slow, ...layout.fast].map((field) => columnFor(field, count))
    const keys: string[] = []
    for (const row of rowsOf(db, layout, batchNo)) {
      const at = keys.push(String(row[0])) - 1
      for (let number = 0; number < this.#columns.length; number++) {
        this.#columns[number]?.put(at, row[number + 1] ?? null)
      }
    }
    this.#keys = keys
  }

  /** Each record with its key. */
  *observations(): Generator<readonly [key: string, Observation<T>]> {
    for (const [at, key] of this.#keys.entries()) yield [key, new KeptObservation(this, at)]
  }

  record(at: number): T {
    if (this.#last?.at !== at) {
      const values = [this.#keys[at] ?? null, ...this.#columns.map((column) => column.get(at))]
      this.#last = { at, record: this.#codec.record(values) }
    }
    return this.#last.record
  }
}

class KeptObservation<T extends object> implements Observation<T> {
  readonly batchId: string
  readonly extractedAt: number
  readonly #batch: KeptBatch<T>
  readonly #at: number

  constructor(batch: KeptBatch<T>, at: number) {
    this.batchId = batch.batchId
    this.extractedAt = batch.extractedAt
    this.#batch = batch
    this.#at = at
  }

  get record(): T {
    return this.#batch.record(this.#at)
  }
}

function countRows(db: Database, { tables }: Layout, batchNo: number): number {
  const sql = `select count(*) from ${quoted(tables.rows)} where batch_no = ?`
  return db.prepare<[number], number>(sql).pluck().get(batchNo) ?? 0
}

/** Key, slow fields, fast fields. */
function rowsOf(
  db: Database,
  { tables, slow, fast }: Layout,
  batchNo: number,
): IterableIterator<readonly Stored[]> {
  const columns = [
    'k.key',
    ...slow.map((field) => `i.${quoted(field.name)}`),
    ...fast.map((field) => `r.${quoted(field.name)}`),
  ]
  const identities =
    slow.length === 0 ? '' : `cross join ${quoted(tables.identities)} i on i.identity_no = r.identity_no`
  const sql = `select ${columns.join(', ')} from ${quoted(tables.rows)} r ${identities}
    cross join ${quoted(tables.keys)} k on k.key_no = r.key_no where r.batch_no = ?`
  return db.prepare<[number], Stored[]>(sql).raw().iterate(batchNo)
}

interface Column {
  put(at: number, value: Stored): void
  get(at: number): Stored
}

function columnFor({ type }: LayoutField, count: number): Column {
  return type === 'text' || type === 'json' ? new TextColumn() : new NumberColumn(count)
}

class TextColumn implements Column {
  readonly #values: Stored[] = []

  put(at: number, value: Stored): void {
    this.#values[at] = value
  }

  get(at: number): Stored {
    return this.#values[at] ?? null
  }
}

/** Null is kept as NaN, which no row holds: SQLite knows none. */
class NumberColumn implements Column {
  readonly #values: Float64Array

  constructor(count: number) {
    this.#values = new Float64Array(count)
  }

  put(at: number, value: Stored): void {
    this.#values[at] = value === null ? Number.NaN : Number(value)
  }

  get(at: number): Stored {
    const value = this.#values[at]
    return value === undefined || Number.isNaN(value) ? null : value
  }
}
