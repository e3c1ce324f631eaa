import type { Database, Statement } from 'better-sqlite3'
import { parseFindings, rulesOf } from '../load/findings.ts'
import { quoted } from '../schema/identifier.ts'
import type { Layout } from '../schema/layout.ts'
import type { KeysSeen } from './steps.ts'

/** Which keys batches hold, and a little about them. Keys are numbers, as text would take twice the time. */
export class Sightings {
  readonly #loaded: Statement<[number], number>
  readonly #kept: Statement<[number], [key: string, number: number | null]>
  readonly #name: Statement<[number], string>
  readonly #price: Statement<[number, number], number | null> | undefined
  readonly #findings: Statement<[string, number], string>
  /** Keys that were never loaded have no number of their own: they get one below zero. */
  readonly #unloaded = new Map<string, number>()
  readonly #names = new Map<number, string>()

  constructor(db: Database, { tables, fast }: Layout) {
    const [keys, rows] = [quoted(tables.keys), quoted(tables.rows)]
    this.#loaded = db.prepare<[number], number>(`select key_no from ${rows} where batch_no = ?`).pluck()
    this.#kept = db
      .prepare<[number], [string, number | null]>(
        `select q.key, k.key_no from quarantine_entries q left join ${keys} k on k.key = q.key
         where q.batch_no = ? and q.status = 'open' and q.key is not null`,
      )
      .raw()
    this.#name = db.prepare<[number], string>(`select key from ${keys} where key_no = ?`).pluck()
    const hasPrice = fast.some(({ name }) => name === 'current_price')
    this.#price = hasPrice
      ? db
          .prepare<[number, number], number | null>(
            `select current_price from ${rows} where batch_no = ? and key_no = ?`,
          )
          .pluck()
      : undefined
    this.#findings = db
      .prepare<[string, number], string>(
        `select findings from quarantine_entries where key = ? and batch_no = ? and status = 'open'`,
      )
      .pluck()
  }

  keysOf(batchNo: number): KeysSeen {
    const kept = this.#kept.all(batchNo).map(([key, number]) => number ?? this.#numberOf(key))
    return { loaded: this.#loaded.all(batchNo), kept }
  }

  nameOf(key: number): string {
    const name = this.#names.get(key) ?? this.#name.get(key) ?? ''
    this.#names.set(key, name)
    return name
  }

  priceOf(batchNo: number, key: number): number | null {
    return this.#price?.get(batchNo, key) ?? null
  }

  /** Ids of the rules that keep a key out of a batch. */
  rulesOf(batchNo: number, key: number): readonly string[] {
    const findings = this.#findings.get(this.nameOf(key), batchNo)
    return findings === undefined ? [] : rulesOf(parseFindings(findings))
  }

  #numberOf(key: string): number {
    const number = this.#unloaded.get(key) ?? -1 - this.#unloaded.size
    this.#unloaded.set(key, number)
    this.#names.set(number, key)
    return number
  }
}
