import type { Files, Sink, Stager } from '@tamis/core'
import type { Coin, CoinSourceOptions, SimProcess } from '@tamis/testkit/simulation'
import type { World } from './world.ts'

/** A way in which our own code could be wrong; the simulation has to notice. */
export interface Mutation {
  readonly files?: (files: Files) => Files
  readonly sink?: (sink: Sink<Coin>, world: World, process: SimProcess) => Sink<Coin>
  readonly stager?: (stager: Stager, world: World, process: SimProcess) => Stager
  readonly source?: (options: CoinSourceOptions) => CoinSourceOptions
  /** Transactions are not: each statement is committed by itself. */
  readonly splitTransactions?: boolean
  readonly sql?: (sql: string) => string
  /** The number of rows that a statement is said to have changed. */
  readonly changes?: (sql: string, changes: number) => number
}
