import type { Dataset, Observation, Rule, RuleContext } from '@tamis/core'
import type { Skips } from '../check.ts'
import { awkwardRecords } from '../judge/awkward-values.ts'
import type { RulePromise } from './promises.ts'

/** A record that a rule is to judge, and what it may know beside it. */
export interface RuleCase<T extends object> {
  readonly record: T
  /** Default: a record of a batch of `all` in `usd`, received on 2026-11-22 at 05:00 UTC, without history. */
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
   * number or a time each, any of them may be null, and the first field is the key.
   */
  readonly dataset?: Pick<Dataset<T>, 'key' | 'fields'>
  /** Promises that the rule does not make, each with the reason. */
  readonly skip?: Skips<RulePromise>
}

/** One check's world: a rule, and the records that it is to judge. */
export class RuleBench<T extends object> implements AsyncDisposable {
  readonly suite: RuleSuite<T>
  readonly rule: Rule<T>

  constructor(suite: RuleSuite<T>) {
    this.suite = suite
    this.rule = suite.rule()
  }

  /** The cases of the suite. @throws TypeError when there are too few to tell anything. */
  get cases(): readonly RuleCase<T>[] {
    const { passes, fails } = this.suite
    if (passes.length === 0 || fails.length === 0) {
      throw new TypeError('the suite needs a record that passes and one that fails')
    }
    return [...passes, ...fails]
  }

  /** Fields that a finding may be about. */
  get names(): ReadonlySet<string> {
    const { dataset } = this.suite
    const described = dataset === undefined ? [] : [dataset.key, ...Object.keys(dataset.fields)]
    return new Set([...described, ...this.cases.flatMap(({ record }) => Object.keys(record))])
  }

  /** Awkward records in awkward company, beside the cases themselves. */
  *awkward(): Iterable<RuleCase<T>> {
    const { rule } = this
    for (const { record, context = {} } of this.cases) {
      const past = [...awkwardRecords(record, this.suite.dataset)]
      for (const [at, odd] of past.entries()) {
        yield { record: odd, context }
        const history = observations([past[(at * 7) % past.length] ?? odd, record]).slice(
          0,
          rule.needs?.history ?? 0,
        )
        yield {
          record: odd,
          context: { ...context, history, statistics: statisticsOf(rule, at), candidate: odd },
        }
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A rule holds nothing open.
  }
}

const RECEIVED_AT = Date.UTC(2026, 10, 22, 5)
const HALF_A_DAY = 43_200_000

/** A case as a rule gets to see it. */
export function contextOf<T extends object>({ record, context }: RuleCase<T>): RuleContext<T> {
  return {
    candidate: record,
    page: 1,
    position: 0,
    extractedAt: RECEIVED_AT,
    plan: { universe: 'all', currency: 'usd', parameters: {} },
    history: [],
    statistics: {},
    ...context,
  }
}

/** Records as batches half a day apart published them, the last one first. */
export function observations<T extends object>(records: readonly T[]): readonly Observation<T>[] {
  return records.map((record, at) => {
    return { record, batchId: `earlier-${at}`, extractedAt: RECEIVED_AT - (at + 1) * HALF_A_DAY }
  })
}

const STATISTICS = [
  { count: 0, median: null, mad: null },
  { count: 1, median: 0, mad: 0 },
  { count: 1000, median: 1e300, mad: Number.MIN_VALUE },
] as const

/** What the engine would hand in for the names that a rule asks for. */
function statisticsOf<T extends object>({ needs }: Rule<T>, at: number): RuleContext<T>['statistics'] {
  const statistic = STATISTICS[at % STATISTICS.length] ?? STATISTICS[0]
  return Object.fromEntries(Object.keys(needs?.statistics ?? {}).map((name) => [name, statistic]))
}
