import type { Phase, RunContext } from '@tamis/core'
import type { Database, Statement } from 'better-sqlite3'
import { Heartbeat } from './lease/heartbeat.ts'
import { Lease } from './lease/lease.ts'
import { openDatabase, quickCheck } from './open/open-database.ts'
import type { CheckedOptions } from './options.ts'
import { isTamisStoreError, mappingErrors, storeError } from './sqlite-errors.ts'

// Reading more than this after a crash would keep its owner waiting; `tamis doctor` reads all of it.
const LARGEST_QUICK_CHECK_BYTES = 1024 ** 3

/** Of who only reads, and so needs no leave to write. */
const NO_LEASE: Pick<Lease, 'fence' | 'renew' | 'release'> = {
  fence: 0,
  renew: () => undefined,
  release: () => undefined,
}

/** The one connection of a run, under its pipeline's lease unless it only reads. */
export class StoreConnection {
  readonly db: Database
  readonly context: RunContext
  readonly options: CheckedOptions
  readonly lease: Pick<Lease, 'fence' | 'renew' | 'release'>
  readonly #heartbeat: Heartbeat | undefined
  readonly #statements = new Map<string, Statement>()
  #broken: unknown

  private constructor(db: Database, context: RunContext, options: CheckedOptions, lease: Lease | undefined) {
    this.db = db
    this.context = context
    this.options = options
    this.lease = lease ?? NO_LEASE
    if (lease === undefined) return
    const everyMs = (options.leaseSeconds * 1000) / 4
    this.#heartbeat = new Heartbeat(context, everyMs, () =>
      this.write('lease.renew', 'stage', () => undefined),
    )
  }

  /** @throws TamisError `pipeline.busy`, `store.*`; `config.no_database` of a file that is only to be read. */
  static async open(options: CheckedOptions, context: RunContext): Promise<StoreConnection> {
    if (options.readOnly) return StoreConnection.#openReading(options, context)
    const db = await openDatabase(options, context.clock)
    try {
      const { leaseSeconds: seconds, isAlive, path } = options
      context.failpoint('lease.take.before')
      const lease = mappingErrors(path, 'stage', () => Lease.take(db, context, { seconds, isAlive }))
      context.failpoint('lease.take.after')
      if (lease.inherited && options.connect === undefined) checkAfterCrash(db, options.path, context)
      return new StoreConnection(db, context, options, lease)
    } catch (thrown) {
      db.close()
      throw storeError(thrown, options.path, 'stage')
    }
  }

  static async #openReading(options: CheckedOptions, context: RunContext): Promise<StoreConnection> {
    // Imported here, so that importing the package loads no native module.
    const { connectForReading } = await import('./read/open-market.ts')
    const db = connectForReading(options.path, options.busyTimeoutMs)
    return new StoreConnection(db, context, options, undefined)
  }

  /** One transaction that writes, under the lease. Nothing can be awaited inside it. */
  write<R>(name: string, phase: Phase, work: () => R): R {
    if (this.#broken !== undefined) throw this.#broken
    this.context.failpoint(`${name}.before`)
    const result = this.#guarded(phase, () =>
      this.db
        .transaction(() => {
          this.lease.renew()
          const value = work()
          this.context.failpoint(`${name}.inside`)
          return value
        })
        .immediate(),
    )
    this.context.failpoint(`${name}.after`)
    return result
  }

  /** A statement of what is done for every page, compiled once. Its rows are objects: nobody may make them anything else. */
  statement<P extends unknown[], R = unknown>(sql: string): Statement<P, R> {
    const known = this.#statements.get(sql) ?? this.db.prepare(sql)
    this.#statements.set(sql, known)
    return known as unknown as Statement<P, R>
  }

  /** Reads that belong together. */
  read<R>(phase: Phase, work: () => R): R {
    return this.#guarded(phase, work)
  }

  /** Never throws: what went wrong before is what matters, and everything committed is safe. */
  async close(): Promise<void> {
    await this.#heartbeat?.stop()
    const afterWriting: readonly Step[] = [
      ['release the lease', () => this.lease.release()],
      ['keep statistics', () => void this.db.pragma('optimize')],
      ['empty the write-ahead log', () => void this.db.pragma('wal_checkpoint(TRUNCATE)')],
    ]
    const steps: readonly Step[] = [
      ...(this.options.readOnly ? [] : afterWriting),
      ['close the database', () => void this.db.close()],
    ]
    for (const [what, step] of steps) {
      try {
        step()
      } catch (error) {
        this.context.logger.warn(`Could not ${what}: ${String(error)}`)
      }
    }
  }

  #guarded<R>(phase: Phase, work: () => R): R {
    try {
      return mappingErrors(this.options.path, phase, work)
    } catch (thrown) {
      // After a failed sync nobody knows what reached the disk: only a new process may go on.
      if (isTamisStoreError(thrown, 'store.io')) this.#broken = thrown
      throw thrown
    }
  }
}

type Step = readonly [what: string, step: () => void]

function checkAfterCrash(db: Database, path: string, context: RunContext): void {
  const size = db.prepare<[], number>(
    'select page_count * page_size from pragma_page_count, pragma_page_size',
  )
  const bytes = size.pluck().get() ?? 0
  if (bytes <= LARGEST_QUICK_CHECK_BYTES) quickCheck(db, path)
  else context.logger.warn('The last run was cut off; `tamis doctor` checks the whole database', { bytes })
}
