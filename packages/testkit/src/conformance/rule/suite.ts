import type { Dataset, Rule, RuleContext } from '@tamis/core'
import type { Skips } from '../check.ts'
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
   * What fields a record has, for awkward values of each type. Left out, types are read off the records given, every
   * number and text may be null, and the first field is the key.
   */
  readonly dataset?: Pick<Dataset<T>, 'key' | 'fields'>
  /** Promises that the rule does not make, each with the reason. */
  readonly skip?: Skips<RulePromise>
}

/** One check's world: a rule, and the cases as a rule gets to see them. */
export class RuleBench<T extends object> implements AsyncDisposable {
  readonly suite: RuleSuite<T>
  readonly rule: Rule<T>

  constructor(suite: RuleSuite<T>) {
    this.suite = suite
    this.rule = suite.rule()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A rule holds nothing open.
  }
}

const RECEIVED_AT = Date.UTC(2026, 10, 22, 5)

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
