import type { BatchView, Dataset, EarlierBatch, Gate } from '@tamis/core'
import type { Skips } from '../check.ts'
import { awkwardRecords } from '../judge/awkward-values.ts'
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
  /** Batches that pass it; at least one, with a record. */
  readonly passes: readonly GateCase<T>[]
  /** Batches that fail it; at least one. With `code`, the code of a finding that must be among them. */
  readonly fails: readonly (GateCase<T> & { readonly code?: string })[]
  /** What fields a record has, for awkward values of each type; see `RuleSuite`. */
  readonly dataset?: Pick<Dataset<T>, 'key' | 'fields'>
  /** Promises that the gate does not make, each with the reason. */
  readonly skip?: Skips<GatePromise>
}

/** A case as the engine hands it to a gate. */
export interface Handed<T extends object> {
  readonly batch: BatchView<T>
  readonly code?: string
}

/** One check's world: a gate, and the batches that it is to judge. */
export class GateBench<T extends object> implements AsyncDisposable {
  readonly gate: Gate<T>
  readonly passes: readonly Handed<T>[]
  readonly fails: readonly Handed<T>[]
  readonly #suite: GateSuite<T>

  /** @throws TypeError when the suite gives too few batches to tell anything. */
  constructor(suite: GateSuite<T>) {
    this.#suite = suite
    this.gate = suite.gate()
    if (suite.passes.length === 0 || suite.fails.length === 0) {
      throw new TypeError('the suite needs a batch that passes and one that fails')
    }
    this.passes = suite.passes.map((given) => ({ batch: batchOf(given) }))
    this.fails = suite.fails.map(({ code, ...given }) => {
      return { batch: batchOf(given), ...(code !== undefined && { code }) }
    })
  }

  get cases(): readonly Handed<T>[] {
    return [...this.passes, ...this.fails]
  }

  /** Another instance of the gate, as a later process would make it. */
  another(): Gate<T> {
    return this.#suite.gate()
  }

  /** The same batches in awkward circumstances: empty, of odd records, with odd neighbours. */
  *awkward(): Iterable<BatchView<T>> {
    const example = this.cases.flatMap(({ batch }) => batch.records)[0]
    const odd = example === undefined ? [] : [...awkwardRecords(example, this.#suite.dataset)]
    yield batchOf({ records: [] })
    for (const { batch } of this.cases) {
      yield { ...batch, records: [], kept: batch.records }
      yield { ...batch, earlier: [], requested: 0, missing: 0 }
      yield { ...batch, sourceKeys: new Map(), promisedKeys: ['nowhere', '__proto__'] }
      yield { ...batch, plan: { universe: "ids:o'clock,\u{1f980}", currency: null, parameters: {} } }
      for (const earlier of [EARLIER, EARLIER.toReversed()]) yield { ...batch, earlier }
      for (let at = 0; at < odd.length; at += 20) {
        yield batchOf({
          records: odd.slice(at, at + 20),
          batch: { earlier: batch.earlier, kept: odd.slice(0, 5) },
        })
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A gate holds nothing open.
  }
}

const RECEIVED_AT = Date.UTC(2026, 10, 22, 5)

/** Batches as they may have been before: without measures, with those of nothing, and with all one could think of. */
const EARLIER: readonly EarlierBatch[] = [
  earlierBatch(1, 100),
  earlierBatch(2, 0),
  earlierBatch(3, 1, new Proxy({}, { get: () => 1, has: () => true })),
  earlierBatch(4, 1, new Proxy({}, { get: () => 0, has: () => true })),
  earlierBatch(5, Number.MAX_SAFE_INTEGER, new Proxy({}, { get: () => Number.MAX_VALUE, has: () => true })),
]

function earlierBatch(at: number, extracted: number, measures: EarlierBatch['measures'] = {}): EarlierBatch {
  return {
    batchId: `earlier-${at}`,
    extractedAt: RECEIVED_AT - at * 43_200_000,
    extracted,
    loaded: extracted,
    quarantined: 0,
    duplicates: 0,
    sourceKeys: ['id'],
    measures,
  }
}

/** A case as a gate gets to see it. */
function batchOf<T extends object>({ records, batch = {} }: GateCase<T>): BatchView<T> {
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
