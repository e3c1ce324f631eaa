import type { RunContext } from '@tamis/core'
import type { CheckedOptions } from './options.ts'
import { StoreConnection } from './store-connection.ts'

export interface Share {
  readonly store: StoreConnection
  /** Gives the share back; the last one closes the connection. */
  readonly release: () => Promise<void>
}

interface Entry {
  readonly opening: Promise<StoreConnection>
  shares: number
}

/** One connection a run, shared by its stager and its sink. */
export class SharedConnections {
  readonly #options: CheckedOptions
  readonly #entries = new Map<string, Entry>()

  constructor(options: CheckedOptions) {
    this.#options = options
  }

  /** @throws TamisError `pipeline.busy`, `store.*`. */
  async acquire(context: RunContext): Promise<Share> {
    const name = `${context.pipeline}/${context.runId}`
    const entry = this.#entries.get(name) ?? {
      opening: StoreConnection.open(this.#options, context),
      shares: 0,
    }
    this.#entries.set(name, entry)
    entry.shares++
    try {
      const store = await entry.opening
      let released = false
      return {
        store,
        release: async () => {
          if (released) return
          released = true
          if (this.#giveBack(name, entry)) await store.close()
        },
      }
    } catch (thrown) {
      this.#giveBack(name, entry)
      throw thrown
    }
  }

  #giveBack(name: string, entry: Entry): boolean {
    entry.shares--
    if (entry.shares === 0 && this.#entries.get(name) === entry) this.#entries.delete(name)
    return entry.shares === 0
  }
}
