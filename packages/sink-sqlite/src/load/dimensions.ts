import type { Database, Statement } from 'better-sqlite3'
import { columnList, quoted } from '../schema/identifier.ts'
import type { Layout } from '../schema/layout.ts'
import type { Stored } from './row-codec.ts'

export interface Place {
  readonly keyNo: number
  readonly identityNo: number
}

/** What a key was called, the last first. */
interface Identity extends Place {
  readonly slow: readonly Stored[]
  readonly earlier: Identity | undefined
}

/** Loading every identity at once pays from this many records on; smaller batches look theirs up one by one. */
const BULK = 2000

/**
 * Numbers for keys and for what changes rarely about them (name, symbol, image), so that a row repeats none of it.
 * Numbers are never taken back, so they may be remembered until a transaction that gave some rolls back.
 */
export class Dimensions {
  readonly #known = new Map<string, Identity>()
  readonly #newer: Statement<[number], Stored[]>
  readonly #ofKey: Statement<[string], Stored[]>
  readonly #keyNo: Statement<[string], number>
  readonly #insertKey: Statement<[string]>
  readonly #insertIdentity: Statement<Stored[]>
  readonly #isRehearsal: boolean
  /** Given to what is new in a rehearsal. */
  #lastUnkept = 0
  /** The greatest identity that is known; all before it are, once they are complete. */
  #loadedTo = 0
  #isComplete = false

  /** In a rehearsal what is new gets numbers below 0, which no row has, and is neither kept nor remembered. */
  constructor(db: Database, { tables, slow }: Layout, isRehearsal = false) {
    this.#isRehearsal = isRehearsal
    const names = slow.map((field) => field.name)
    const columns = ['k.key', 'k.key_no', 'i.identity_no', ...names.map((name) => `i.${quoted(name)}`)].join(
      ', ',
    )
    const [keys, identities] = [quoted(tables.keys), quoted(tables.identities)]
    const all = `select ${columns} from ${keys} k join ${identities} i on i.key_no = k.key_no`
    this.#newer = db
      .prepare<[number], Stored[]>(`${all} where i.identity_no > ? order by i.identity_no`)
      .raw()
    this.#ofKey = db.prepare<[string], Stored[]>(`${all} where k.key = ?`).raw()
    this.#keyNo = db.prepare<[string], number>(`select key_no from ${keys} where key = ?`).pluck()
    this.#insertKey = db.prepare(`insert into ${keys} (key) values (?)`)
    const marks = ['?', ...names.map(() => '?')].join(', ')
    const into = names.length === 0 ? 'key_no' : `key_no, ${columnList(names)}`
    this.#insertIdentity = db.prepare(`insert into ${identities} (${into}) values (${marks})`)
  }

  /** Called before the records of a batch, inside its transaction: nobody else adds any until it ends. */
  prepare(records: number): void {
    if (!this.#isComplete && records < BULK) return
    if (!this.#isComplete) {
      this.#known.clear()
      this.#loadedTo = 0
    }
    // Another pipeline of the dataset may have added some since.
    for (const row of this.#newer.iterate(this.#loadedTo)) this.#rememberRow(row)
    this.#isComplete = true
  }

  /** The numbers of a key and its slow fields, new ones where there are none. Inside a transaction. */
  place(key: string, slow: readonly Stored[]): Place {
    const found = find(this.#known.get(key), slow)
    if (found !== undefined) return found
    if (this.#isComplete) return this.#add(key, slow)
    // Another pipeline of the dataset may have added it since.
    this.#known.delete(key)
    for (const row of this.#ofKey.all(key)) this.#rememberRow(row)
    return find(this.#known.get(key), slow) ?? this.#add(key, slow)
  }

  #add(key: string, slow: readonly Stored[]): Place {
    const known = this.#known.get(key)?.keyNo ?? (this.#isComplete ? undefined : this.#keyNo.get(key))
    if (this.#isRehearsal) {
      const unkept = --this.#lastUnkept
      return { keyNo: known ?? unkept, identityNo: unkept }
    }
    const keyNo = known ?? Number(this.#insertKey.run(key).lastInsertRowid)
    const identityNo = Number(this.#insertIdentity.run(keyNo, ...slow).lastInsertRowid)
    return this.#remember(key, keyNo, identityNo, slow)
  }

  #rememberRow(row: readonly Stored[]): void {
    const [key, keyNo, identityNo] = row as [string, number, number]
    this.#remember(key, keyNo, identityNo, row.slice(3))
  }

  #remember(key: string, keyNo: number, identityNo: number, slow: readonly Stored[]): Place {
    if (identityNo > this.#loadedTo) this.#loadedTo = identityNo
    const identity = { keyNo, identityNo, slow, earlier: this.#known.get(key) }
    this.#known.set(key, identity)
    return identity
  }
}

function find(last: Identity | undefined, slow: readonly Stored[]): Place | undefined {
  for (let identity = last; identity !== undefined; identity = identity.earlier) {
    if (sameValues(identity.slow, slow)) return identity
  }
  return undefined
}

/** Equal as SQLite keeps them: 0 and -0 are. */
export function sameValues(a: readonly Stored[], b: readonly Stored[]): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return a.length === b.length
}
