import { Killed, type SimProcess } from '@tamis/testkit/simulation'
import Sqlite, { type Database, type Statement } from 'better-sqlite3'
import type { Mutation } from './mutation.ts'

export interface StoreHooks {
  /** After a transaction of a process was committed. */
  readonly onCommit: (process: SimProcess) => void
  /** Before a transaction of a process: what the storage answers instead of doing it. */
  readonly fault: (process: SimProcess) => 'full' | 'io' | 'locked' | undefined
  /** Before a statement within a transaction; true when the process dies there. */
  readonly dies: (process: SimProcess) => boolean
  readonly mutation: Mutation
}

const FAULTS = {
  full: ['SQLITE_FULL', 'database or disk is full'],
  io: ['SQLITE_IOERR_WRITE', 'disk I/O error'],
  locked: ['SQLITE_BUSY', 'database is locked'],
} as const

/**
 * One database in memory behind the connections of all processes. A transaction is durable when it is committed, as
 * under synchronous=FULL; what a process that dies had begun is rolled back, as recovery does.
 */
export class SimulatedStore {
  readonly db: Database = new Sqlite(':memory:')
  readonly #statements = new Map<string, Statement>()
  readonly #settings = new Map<string, unknown>()
  #made = false
  #touched = false
  #hooks: StoreHooks = {
    onCommit: () => undefined,
    fault: () => undefined,
    dies: () => false,
    mutation: {},
  }

  /** Forgets everything but the tables, which are as costly to make as they are dull. */
  reset(hooks: StoreHooks): void {
    this.#hooks = hooks
    if (!this.made) return
    for (const table of CHILDREN_FIRST) this.#statement(`delete from ${table}`, false).run()
  }

  /** Whether a first run has made the tables. */
  get made(): boolean {
    if (this.#made || this.db.inTransaction) return this.#made
    this.#made = this.all(`select 1 from sqlite_schema where name = 'coins_latest'`).length > 0
    return this.#made
  }

  /** A query of the simulation itself. */
  all<R>(sql: string, ...values: readonly unknown[]): R[] {
    return this.#statement(sql, false).all(...values) as R[]
  }

  /** The connection of a process: the same interface, until the process is dead. */
  connect(process: SimProcess): Database {
    const { db } = this
    const guarded = {
      memory: true,
      open: true,
      get inTransaction() {
        return db.inTransaction
      },
      prepare: (sql: string) => this.#guardedStatement(process, this.#hooks.mutation.sql?.(sql) ?? sql),
      exec: (sql: string) => {
        process.requireAlive()
        db.exec(sql)
        return guarded
      },
      pragma: (source: string, options?: { readonly simple?: boolean }) => {
        process.requireAlive()
        // Nothing to gain in memory.
        if (source === 'optimize' || source.startsWith('wal_checkpoint')) return []
        return this.#pragma(source, options)
      },
      transaction: <R>(work: () => R) => {
        const run = (): R => {
          process.requireAlive()
          const { mutation } = this.#hooks
          if (mutation.splitTransactions === true) {
            const result = work()
            this.#committed(process)
            return result
          }
          const fault = this.#hooks.fault(process)
          // What fails is the write: everything that the transaction did before it is rolled back.
          const result = this.#transaction(() => {
            const done = work()
            if (fault !== undefined) throw new Sqlite.SqliteError(FAULTS[fault][1], FAULTS[fault][0])
            return done
          })
          this.#committed(process)
          return result
        }
        return Object.assign(run, { immediate: run, deferred: run, exclusive: run, default: run })
      },
      close: () => guarded,
    }
    return guarded as unknown as Database
  }

  /** As better-sqlite3 does it, with statements that are prepared once. */
  #transaction<R>(work: () => R): R {
    this.#statement('begin immediate', false).run()
    try {
      const result = work()
      this.#statement('commit', false).run()
      return result
    } catch (thrown) {
      if (this.db.inTransaction) this.#statement('rollback', false).run()
      throw thrown
    }
  }

  /** Only what readers see is looked at. */
  #committed(process: SimProcess): void {
    if (this.#touched) this.#hooks.onCommit(process)
    this.#touched = false
  }

  #guardedStatement(process: SimProcess, sql: string): unknown {
    const read =
      (name: 'get' | 'all' | 'iterate', mode: Mode) =>
      (...values: readonly unknown[]): unknown => {
        process.requireAlive()
        return (this.#statement(sql, mode)[name] as (...values: readonly unknown[]) => unknown)(...values)
      }
    const run = (...values: readonly unknown[]): unknown => {
      process.requireAlive()
      this.#touched ||= !UNSEEN.test(sql)
      if (this.#hooks.dies(process)) throw new Killed('killed between two statements')
      const result = this.#statement(sql, false).run(...values)
      const { changes } = this.#hooks.mutation
      return changes === undefined ? result : { ...result, changes: changes(sql, result.changes) }
    }
    const facade = (mode: Mode): unknown => ({
      run,
      get: read('get', mode),
      all: read('all', mode),
      iterate: read('iterate', mode),
      pluck: () => facade('pluck'),
      raw: () => facade('raw'),
    })
    return facade(false)
  }

  /** One connection serves all, so a setting is made once: each time would have every statement prepared anew. */
  #pragma(source: string, options?: { readonly simple?: boolean }): unknown {
    if (/^\w+$/.test(source)) {
      const reading = `pragma ${source}`
      return options?.simple === true
        ? this.#statement(reading, 'pluck').get()
        : this.#statement(reading, false).all()
    }
    if (!SETTINGS.test(source)) return this.db.pragma(source, options)
    if (!this.#settings.has(source)) this.#settings.set(source, this.db.pragma(source, options))
    return this.#settings.get(source)
  }

  /** Preparing is what costs most, and the same few texts come again and again. */
  #statement(sql: string, mode: Mode): Statement {
    const name = `${mode}:${sql}`
    const known = this.#statements.get(name)
    if (known !== undefined) return known
    const made = this.db.prepare(sql)
    if (mode === 'pluck') made.pluck()
    if (mode === 'raw') made.raw()
    this.#statements.set(name, made)
    return made
  }
}

const UNSEEN = /^(update|insert|delete)[^(]* (leases|runs|datasets) /
const SETTINGS =
  /trusted_schema|busy_timeout|journal|synchronous|foreign_keys|cell_size|mmap_size|autocheckpoint/

/** What refers to others before what they are. */
const CHILDREN_FIRST = [
  'quarantine_events',
  'quarantine_entries',
  'revisions',
  'coins_rows',
  'coins_superseded',
  'coins_identities',
  'coins_keys',
  'stg_coins',
  'batches',
  'runs',
  'leases',
]

type Mode = false | 'pluck' | 'raw'
