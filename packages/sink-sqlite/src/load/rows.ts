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
    const wanted = new Map<number, NewRow<T>>()
    for (const row of rows) wanted.set(row.keyNo, row)
    const differing = new Set<number>()
    const gone: number[] = []
    const values: Stored[] = []
    // One at a time, as the rows of a market take up much.
    for (const kept of this.#db.prepare<[number], Stored[]>(sql).raw().iterate(batchNo)) {
      const keyNo = Number(kept[0])
      const row = wanted.get(keyNo)
      values[0] = keyNo
      if (row === undefined) gone.push(keyNo)
      else if (sameValues(kept, this.#put(row, values, 1))) wanted.delete(keyNo)
      else differing.add(keyNo)
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

  /**
   * What is the same in all rows is written out, since each value that is bound costs as much as the next. Nulls at the end
   * of a row are left out, since they are the default: the last fields are seldom asked for.
   */
  #insert(batchNo: number, revision: number, rows: readonly NewRow<T>[]): void {
    const columns = ['key_no', ...this.#columns]
    const table = quoted(this.#codec.layout.tables.rows)
    const prepared: Statement<Stored[]>[] = []
    const values: Stored[] = []
    for (const row of rows) {
      values[0] = row.keyNo
      this.#put(row, values, 1)
      while (values.at(-1) === null) values.pop()
      const { length } = values
      prepared[length] ??= this.#db.prepare(
        `insert into ${table} (batch_no, since_revision, ${columnList(columns.slice(0, length))})
         values (${batchNo}, ${revision}${', ?'.repeat(length)})`,
      )
      prepared[length].run(...values)
    }
  }

  /** Puts the values of the columns into `values`, from an index on. */
  #put({ identityNo, page, position, record }: NewRow<T>, values: Stored[], from: number): Stored[] {
    values[from] = identityNo
    values[from + 1] = page
    values[from + 2] = position
    return this.#codec.fast(record, values, from + 3)
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
    const sql = `select count(*) from (
      select page, position from ${quoted(this.#codec.layout.tables.rows)} where batch_no = @batch
      intersect select page, position from quarantine_entries where batch_no = @batch and status = 'open')`
    return this.#db.prepare<[{ batch: number }], number>(sql).pluck().get({ batch: batchNo }) ?? 0
  }
}
