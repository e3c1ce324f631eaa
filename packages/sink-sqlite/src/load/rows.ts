import type { PlacedRecord } from '@tamis/core'
import type { Database, Statement } from 'better-sqlite3'
import { columnList, quoted } from '../schema/identifier.ts'
import type { Dimensions } from './dimensions.ts'
import { sameValues } from './dimensions.ts'
import type { RowCodec, Stored } from './row-codec.ts'

/** A row to be kept. Its values are taken from the record when they are needed, as those of a market take up much. */
export interface NewRow<T extends object> extends PlacedRecord<T> {
  readonly key: string
  readonly keyNo: number
  readonly identityNo: number
}

/** What a commit would do to the rows of a batch. */
export interface RowChanges<T extends object> {
  readonly added: readonly NewRow<T>[]
  readonly changed: readonly NewRow<T>[]
  readonly removed: readonly { readonly key: string; readonly keyNo: number }[]
}

/** The rows of one dataset's batches. Every method belongs inside a transaction. */
export class Rows<T extends object> {
  readonly #db: Database
  readonly #codec: RowCodec<T>
  readonly #columns: readonly string[]

  constructor(db: Database, codec: RowCodec<T>) {
    this.#db = db
    this.#codec = codec
    this.#columns = ['identity_no', 'page', 'position', ...codec.layout.fast.map((field) => field.name)]
  }

  /** Records as rows, in their order, with numbers given to keys that are new. */
  prepare(records: readonly PlacedRecord<T>[], dimensions: Dimensions): readonly NewRow<T>[] {
    dimensions.prepare(records.length)
    return records.map(({ record, page, position }) => {
      const key = this.#codec.keyOf(record)
      const { keyNo, identityNo } = dimensions.place(key, this.#codec.slow(record))
      return { key, keyNo, identityNo, record, page, position }
    })
  }

  /** How the rows of a batch differ from what is kept. */
  compare(batchNo: number, rows: readonly NewRow<T>[]): RowChanges<T> {
    if (this.count(batchNo) === 0) return { added: rows, changed: [], removed: [] }
    const { tables } = this.#codec.layout
    const sql = `select key_no, ${columnList(this.#columns)} from ${quoted(tables.rows)} where batch_no = ?`
    const wanted = new Map(rows.map((row) => [row.keyNo, row]))
    const differing = new Set<number>()
    const gone: number[] = []
    const values: Stored[] = []
    // One at a time, as the rows of a market take up much.
    for (const kept of this.#db.prepare<[number], Stored[]>(sql).raw().iterate(batchNo)) {
      const keyNo = Number(kept[0])
      const row = wanted.get(keyNo)
      values.length = 0
      values.push(keyNo)
      if (row === undefined) gone.push(keyNo)
      else if (!sameValues(kept, this.#valuesOf(row, values))) differing.add(keyNo)
      else wanted.delete(keyNo)
    }
    const added = [...wanted.values()].filter(({ keyNo }) => !differing.has(keyNo))
    const changed = [...wanted.values()].filter(({ keyNo }) => differing.has(keyNo))
    const keyOf = this.#db
      .prepare<[number], string>(`select key from ${quoted(tables.keys)} where key_no = ?`)
      .pluck()
    const removed = gone.map((keyNo) => ({ keyNo, key: keyOf.get(keyNo) ?? '' }))
    return { added, changed, removed }
  }

  /** Brings the rows to a revision; what it replaces is kept as superseded. */
  apply(batchNo: number, revision: number, { added, changed, removed }: RowChanges<T>): void {
    for (const { keyNo } of changed) this.#supersede(batchNo, keyNo, revision)
    for (const { keyNo } of removed) this.#supersede(batchNo, keyNo, revision)
    this.#insert(batchNo, revision, added)
    this.#insert(batchNo, revision, changed)
  }

  /** Nulls at the end of a row are left out, since they are the default: the last fields are seldom asked for. */
  #insert(batchNo: number, revision: number, rows: readonly NewRow<T>[]): void {
    const columns = ['batch_no', 'key_no', 'since_revision', ...this.#columns]
    const table = quoted(this.#codec.layout.tables.rows)
    const prepared: Statement<Stored[]>[] = []
    for (const row of rows) {
      const values = this.#valuesOf(row, [batchNo, row.keyNo, revision])
      while (values.at(-1) === null) values.pop()
      const { length } = values
      prepared[length] ??= this.#db.prepare(
        `insert into ${table} (${columnList(columns.slice(0, length))}) values (?${', ?'.repeat(length - 1)})`,
      )
      prepared[length].run(...values)
    }
  }

  /** Appends the values of the columns to `values`. */
  #valuesOf({ identityNo, page, position, record }: NewRow<T>, values: Stored[]): Stored[] {
    values.push(identityNo, page, position)
    return this.#codec.fast(record, values)
  }

  #supersede(batchNo: number, keyNo: number, revision: number): void {
    const { rows, superseded } = this.#codec.layout.tables
    const columns = columnList(this.#columns)
    this.#db
      .prepare(
        `insert into ${quoted(superseded)} (batch_no, key_no, from_revision, to_revision, ${columns})
         select batch_no, key_no, since_revision, ?, ${columns} from ${quoted(rows)} where batch_no = ? and key_no = ?`,
      )
      .run(revision, batchNo, keyNo)
    this.#db.prepare(`delete from ${quoted(rows)} where batch_no = ? and key_no = ?`).run(batchNo, keyNo)
  }

  count(batchNo: number): number {
    const sql = `select count(*) from ${quoted(this.#codec.layout.tables.rows)} where batch_no = ?`
    return this.#db.prepare<[number], number>(sql).pluck().get(batchNo) ?? 0
  }

  /** How many places of a batch hold both a row and an open quarantine entry. */
  countInBoth(batchNo: number): number {
    const sql = `select count(*) from quarantine_entries q join ${quoted(this.#codec.layout.tables.rows)} r
      on r.batch_no = q.batch_no and r.page = q.page and r.position = q.position
      where q.batch_no = ? and q.status = 'open'`
    return this.#db.prepare<[number], number>(sql).pluck().get(batchNo) ?? 0
  }
}
