import { type CommitOptions, type Dataset, type Load, type Receipt, TamisError } from '@tamis/core'
import { isCurrent } from '../schema/dataset-tables.ts'
import { type Layout, layoutOf } from '../schema/layout.ts'
import type { StoreConnection } from '../store-connection.ts'
import { SqliteSinkSession } from './sink-session.ts'

/** A sink that only reads: it says what a commit would change, and commits nothing. */
export class RehearsingSinkSession<T extends object> extends SqliteSinkSession<T> {
  readonly #store: StoreConnection
  readonly #dataset: Dataset<T>
  readonly #layout: Layout

  constructor(store: StoreConnection, dataset: Dataset<T>, release: () => Promise<void>) {
    super(store, dataset, release)
    this.#store = store
    this.#dataset = dataset
    this.#layout = layoutOf(dataset)
  }

  override async commit(load: Load<T>, options: CommitOptions = {}): Promise<Receipt> {
    const { db, options: store } = this.#store
    if (options.dryRun !== true) {
      throw new TamisError('store.read_only', { message: `${store.path} was opened for reading alone` })
    }
    if (!isCurrent(db, this.#layout, this.#dataset.version)) throw outdated(store.path, this.#dataset)
    return super.commit(load, options)
  }
}

function outdated<T extends object>(path: string, { name, version }: Dataset<T>): TamisError {
  return new TamisError('store.read_only', {
    message: `${path} holds ${name} as another version than ${version}, and to bring it up it would have to be written`,
    hint: 'Have the next `tamis run` bring it up, then try again.',
  })
}
