import type {
  Batch,
  CommittedBatch,
  Owner,
  PlacedRecord,
  QuarantineEntry,
  RunReport,
  RunStart,
  Sealed,
  StagedPage,
} from '@tamis/core'

/** Everything that a store keeps, as values that are never changed: a transaction puts a new one in place of the old. */
export interface StoreState {
  readonly leases: ReadonlyMap<string, Lease>
  readonly attempts: readonly Attempt[]
  readonly committed: readonly Committed[]
  readonly runs: ReadonlyMap<string, { readonly start: RunStart; readonly report: RunReport | null }>
}

/** The right to write a pipeline's batches; `fence` grows with every change of hands. */
export interface Lease {
  readonly fence: number
  /** Null once it was given back. `shares` counts what the run has open: its stager and its sink. */
  readonly holder: Holder | null
  /** In milliseconds since 1970 UTC. */
  readonly renewedAt: number
}

export interface Holder {
  readonly runId: string
  readonly owner: Owner
  readonly since: number
  readonly shares: number
}

/** One attempt at a batch, as a stager keeps it. */
export interface Attempt {
  readonly batch: Batch
  readonly sealed: Sealed | null
  readonly failures: number
  readonly pages: readonly StagedPage[]
}

/** A batch as a sink keeps it. */
export interface Committed {
  readonly batch: CommittedBatch
  readonly sourceKeys: readonly string[]
  /** None of a rejected batch. */
  readonly records: readonly PlacedRecord<object>[]
  /** Open entries. */
  readonly quarantine: readonly QuarantineEntry[]
  /** Places that somebody let through by hand. */
  readonly letThrough: readonly string[]
  /** What each revision replaced, the first one first. */
  readonly replaced: readonly Pick<Committed, 'records' | 'quarantine'>[]
  readonly exportedRevision: number | null
  readonly notes: readonly string[]
}

/** Where the state of a store lies. `write` replaces all of it at once, or nothing. */
export interface Disk {
  read(): StoreState
  write(state: StoreState): void
}

export const EMPTY: StoreState = { leases: new Map(), attempts: [], committed: [], runs: new Map() }

/** A disk that is gone with the process. */
export function memoryDisk(): Disk {
  let state = EMPTY
  return {
    read: () => state,
    write(next) {
      state = next
    },
  }
}

/** Whether two batch ids are one: they are compared without case. */
export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
