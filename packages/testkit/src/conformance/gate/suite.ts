import type { BatchView, Dataset, Gate } from '@tamis/core'
import type { Skips } from '../check.ts'
import type { GatePromise } from './promises.ts'

/** A batch that a gate is to judge. */
export interface GateCase<T extends object> {
  /** Records that pass the rules. */
  readonly records: readonly T[]
  /** The rest of the batch. Default: whole, of `all` in `usd`, with nothing kept out and nothing before it. */
  readonly batch?: Partial<BatchView<T>>
}

/** What {@link testGate} needs to know. */
export interface GateSuite<T extends object> {
  /** The gate with its defaults, made anew for each check. */
  readonly gate: () => Gate<T>
  /** Batches that pass it; at least one. */
  readonly passes: readonly GateCase<T>[]
  /** Batches that fail it; at least one. With `code`, the code of a finding that must be among them. */
  readonly fails: readonly (GateCase<T> & { readonly code?: string })[]
  /** What fields a record has, for awkward values of each type; see `RuleSuite`. */
  readonly dataset?: Pick<Dataset<T>, 'key' | 'fields'>
  /** Promises that the gate does not make, each with the reason. */
  readonly skip?: Skips<GatePromise>
}

/** One check's world: a gate, and the cases as a gate gets to see them. */
export class GateBench<T extends object> implements AsyncDisposable {
  readonly suite: GateSuite<T>
  readonly gate: Gate<T>

  constructor(suite: GateSuite<T>) {
    this.suite = suite
    this.gate = suite.gate()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A gate holds nothing open.
  }
}

const RECEIVED_AT = Date.UTC(2026, 10, 22, 5)

export function batchOf<T extends object>({ records, batch = {} }: GateCase<T>): BatchView<T> {
  const kept = batch.kept ?? []
  const extracted = records.length + kept.length
  const names = [...new Set([...records, ...kept].flatMap((record) => Object.keys(record)))]
  return {
    plan: { universe: 'all', currency: 'usd', parameters: {} },
    extractedAt: RECEIVED_AT,
    pages: { planned: 1, received: 1, empty: extracted === 0 ? [1] : [] },
    requested: extracted,
    missing: 0,
    counts: { extracted, loaded: records.length, quarantined: kept.length, duplicates: 0 },
    records,
    kept,
    sourceKeys: new Map(names.map((name) => [name, extracted])),
    promisedKeys: [],
    earlier: [],
    ...batch,
  }
}
