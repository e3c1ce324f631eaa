import type { Dataset, Receipt, Release, RunContext, SinkSession, Stager, StagerSession } from '@tamis/core'
import { RehearsingSinkSession } from './load/rehearsing-session.ts'
import { SqliteSinkSession } from './load/sink-session.ts'
import { checkOptions, type SqliteOptions } from './options.ts'
import { makeDatasetTables } from './schema/dataset-tables.ts'
import { SharedConnections } from './shared-connections.ts'
import { SqliteStagerSession } from './stage/stager-session.ts'

export type { Release } from '@tamis/core'
export type { Liveness } from '@tamis/core/files'
export type { Codec, SqliteOptions } from './options.ts'

/** What this sink can beside what every sink can. */
export interface SqliteSession<T extends object> extends SinkSession<T> {
  /**
   * Loads one quarantined record of a published batch, as the next revision, although rules object; replay honours it.
   * What has no key, does not fit the schema or has no price or volume is not released by hand.
   *
   * @throws TamisError `usage.invalid` when there is nothing to release or it must not be, `batch.unknown`, `store.*`.
   */
  release(release: Release): Promise<Receipt>
}

/** A sink for records of any dataset. */
export interface SqliteSink {
  readonly name: string
  open<T extends object>(dataset: Dataset<T>, context: RunContext): Promise<SqliteSession<T>>
}

/** A stager and a sink over one file. */
export interface Store {
  readonly kind: 'store'
  readonly stager: Stager
  readonly sink: SqliteSink
}

/**
 * Raw pages, records, quarantine and ledger in one SQLite file, so that a batch is whole or absent in one transaction.
 * Opens nothing by itself; the stager and the sink of one run share a connection and the pipeline's lease.
 *
 * @throws TamisError `config.invalid` naming every problem of the options.
 */
export default function sqlite(options: SqliteOptions): Store {
  const checked = checkOptions(options)
  const connections = new SharedConnections(checked)
  return {
    kind: 'store',
    stager: {
      name: 'sqlite',
      async open(context: RunContext): Promise<StagerSession> {
        const { store, release } = await connections.acquire(context)
        return new SqliteStagerSession(store, release)
      },
    },
    sink: {
      name: 'sqlite',
      async open<T extends object>(dataset: Dataset<T>, context: RunContext): Promise<SqliteSession<T>> {
        const { store, release } = await connections.acquire(context)
        try {
          if (checked.readOnly) return new RehearsingSinkSession(store, dataset, release)
          store.write('dataset.make', 'load', () => makeDatasetTables(store.db, dataset))
          return new SqliteSinkSession(store, dataset, release)
        } catch (thrown) {
          await release()
          throw thrown
        }
      },
    },
  }
}
