import type { Dataset, Observation, Rule, RuleContext } from '@tamis/core'
import type { Skips } from '../check.ts'
import { awkwardRecords } from '../judge/awkward-values.ts'
import type { RulePromise } from './promises.ts'

/** A record that a rule is to judge, and what it may know beside it. */
export interface RuleCase<T extends object> {
  readonly record: T
  /**
   * Default: a record of a batch of `all` in `usd`, received on 2026-11-22 at 05:00 UTC, without history. Of history and
   * statistics the rule gets what it asks for, as in a run.
   */
  readonly context?: Partial<RuleContext<T>>
}

/** What {@link testRule} needs to know. */
export interface RuleSuite<T extends object> {
  /** The rule with its defaults, made anew for each check. */
  readonly rule: () => Rule<T>
  /** What it lets pass; at least one. */
  readonly passes: readonly RuleCase<T>[]
  /** What it objects to; at least one. With `code`, the code of a finding that must be among them. */
  readonly fails: readonly (RuleCase<T> & { readonly code?: string })[]
  /**
   * What fields a record has, for awkward values of each type. Left out, the first record under `passes` tells: a text, a
   * number or a time each, any of them may be null, and a text that comes first is the key.
   */
  readonly dataset?: Pick<Dataset<T>, 'key' | 'fields'>
  /** Promises that the rule does not make, each with the reason. */
  readonly skip?: Skips<RulePromise>
}

/** A case as the engine hands it to a rule. */
export interface Handed<T extends object> {
  readonly record: T
  readonly context: RuleContext<T>
  readonly code?: string
}

/** One check's world: a rule, and the records that it is to judge. */
export class RuleBench<T extends object> implements AsyncDisposable {
  readonly rule: Rule<T>
  readonly passes: readonly Handed<T>[]
  readonly fails: readonly Handed<T>[]
  readonly #suite: RuleSuite<T>

  /** @throws TypeError when the suite gives too few records to tell anything. */
  constructor(suite: RuleSuite<T>) {
    this.#suite = suite
    this.rule = suite.rule()
    if (suite.passes.length === 0 || suite.fails.length === 0) {
      throw new TypeError('the suite needs a record that passes and one that fails')
    }
    this.passes = suite.passes.map((given) => handed(this.rule, given))
    this.fails = suite.fails.map((given) => handed(this.rule, given))
  }

  get cases(): readonly Handed<T>[] {
    return [...this.passes, ...this.fails]
  }

  /** Another instance of the rule, as a later process would make it. */
  another(): Rule<T> {
    return this.#suite.rule()
  }

  /** Fields that a finding may be about. */
  get names(): ReadonlySet<string> {
    const { dataset } = this.#suite
    const described = dataset === undefined ? [] : [dataset.key, ...Object.keys(dataset.fields)]
    return new Set([...described, ...this.cases.flatMap(({ record }) => Object.keys(record))])
  }

  /** Awkward records, each in the company of its case and in an awkward one. */
  *awkward(): Iterable<Handed<T>> {
    const { rule } = this
    for (const { record, context } of this.cases) {
      const odd = [...awkwardRecords(record, this.#suite.dataset)]
      for (const [at, one] of odd.entries()) {
        yield { record: one, context }
        const history = observations([odd[(at * 7) % odd.length] ?? one, record])
        const statistics = statisticsOf(rule, at)
        yield handed(rule, { record: one, context: { ...context, candidate: one, history, statistics } })
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A rule holds nothing open.
  }
}

const RECEIVED_AT = Date.UTC(2026, 10, 22, 5)
const HALF_A_DAY_MS = 43_200_000

/** A case with no more beside the record than its rule asks for. */
function handed<T extends object>(
  { needs }: Rule<T>,
  { record, context = {}, ...rest }: RuleCase<T> & { readonly code?: string },
): Handed<T> {
  const { history = [], statistics = {} } = context
  const asked = Object.keys(needs?.statistics ?? {}).filter((name) => Object.hasOwn(statistics, name))
  return {
    ...rest,
    record,
    context: {
      candidate: record,
      page: 1,
      position: 0,
      extractedAt: RECEIVED_AT,
      plan: { universe: 'all', currency: 'usd', parameters: {} },
      ...context,
      history: history.slice(0, needs?.history ?? 0),
      statistics: Object.fromEntries(asked.map((name) => [name, statistics[name] ?? NOTHING_COUNTED])),
    },
  }
}

/** Records as batches half a day apart published them, the last one first. */
function observations<T extends object>(records: readonly T[]): readonly Observation<T>[] {
  return records.map((record, at) => {
    return { record, batchId: `earlier-${at}`, extractedAt: RECEIVED_AT - (at + 1) * HALF_A_DAY_MS }
  })
}

const NOTHING_COUNTED = { count: 0, median: null, mad: null }
const STATISTICS = [
  NOTHING_COUNTED,
  { count: 1, median: 0, mad: 0 },
  { count: 1000, median: 1e300, mad: Number.MIN_VALUE },
]

function statisticsOf<T extends object>({ needs }: Rule<T>, at: number): RuleContext<T>['statistics'] {
  const statistic = STATISTICS[at % STATISTICS.length] ?? NOTHING_COUNTED
  return Object.fromEntries(Object.keys(needs?.statistics ?? {}).map((name) => [name, statistic]))
}
