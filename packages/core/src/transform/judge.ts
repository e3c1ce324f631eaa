import { isTamisError, TamisError } from '../errors.ts'
import type { Finding, JudgedFinding, Observation, Rule, RuleContext, Statistic } from './rule.ts'
import { statisticOf } from './statistics.ts'
import type { TimeLimit } from './time-limit.ts'
import { findingsOf } from './verdict.ts'

/**
 * A record on its way through the rules, with what they may know of it. One for all rules, which hold what the one whose
 * turn it is asked for, since a copy for each would cost more than the rule.
 */
export interface RecordItem<T extends object> extends RuleContext<T> {
  readonly record: T
  readonly key: string
  history: readonly Observation<T>[]
  statistics: Statistics
}

type Statistics = Readonly<Record<string, Statistic>>
export const NO_STATISTICS: Statistics = Object.freeze({})

/**
 * What all rules find in each record, in the order of the records; within one, in the order of the rules.
 *
 * @throws TamisError `rule.failed` when a rule throws or outlasts the limit, `rule.invalid_verdict` when it returns
 * something that is no verdict. The message names the rule.
 */
export function judgeRecords<T extends object>(
  rules: readonly Rule<T>[],
  items: readonly RecordItem<T>[],
  limit: TimeLimit,
): readonly (readonly JudgedFinding[])[] {
  return watched(limit, (busy) => {
    const statistics = rules.map((rule) => takeStatistics(rule, items, busy))
    return items.map((item) => judge(rules, item, statistics, busy))
  })
}

/** Runs plugin code under the limit and puts the name of whoever was busy on what goes wrong. */
export function watched<R>(limit: TimeLimit, work: (busy: { id: string }) => R): R {
  const busy = { id: '' }
  let done: { readonly value: R } | undefined
  try {
    done = limit(() => work(busy))
  } catch (cause) {
    if (isTamisError(cause)) throw cause
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    throw new TamisError('rule.failed', {
      message: `Rule ${busy.id} threw ${why}`,
      cause,
      details: { rule: busy.id },
    })
  }
  if (done !== undefined) return done.value
  const message = `Rule ${busy.id} was still busy when the time for judging a batch was up`
  throw new TamisError('rule.failed', { message, details: { rule: busy.id } })
}

function takeStatistics<T extends object>(
  rule: Rule<T>,
  items: readonly RecordItem<T>[],
  busy: { id: string },
): Statistics {
  const asked = Object.entries(rule.needs?.statistics ?? {})
  if (asked.length === 0) return NO_STATISTICS
  busy.id = rule.id
  const depth = rule.needs?.history ?? 0
  return Object.fromEntries(
    asked.map(([name, number]) => {
      const numbers = items.map((item) => {
        const whole = item.history
        item.history = lookingBack(whole, depth)
        const taken = number(item.record, item)
        item.history = whole
        return taken
      })
      return [name, statisticOf(numbers)]
    }),
  )
}

/** No more history than a rule asks for, whatever others do: what one says must not hang on whether another is in force. */
function lookingBack<O>(whole: readonly O[], depth: number): readonly O[] {
  if (depth >= whole.length) return whole
  return depth === 0 ? NOTHING : whole.slice(0, depth)
}

function judge<T extends object>(
  rules: readonly Rule<T>[],
  item: RecordItem<T>,
  statistics: readonly Statistics[],
  busy: { id: string },
): readonly JudgedFinding[] {
  const whole = item.history
  let findings: readonly JudgedFinding[] = NOTHING
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at] as Rule<T>
    busy.id = rule.id
    item.history = lookingBack(whole, rule.needs?.history ?? 0)
    item.statistics = statistics[at] as Statistics
    const verdict = rule.check(item.record, item)
    if (verdict === 'pass') continue
    const found = signed(rule, findingsOf(rule.id, verdict))
    findings = findings.length === 0 ? found : [...findings, ...found]
  }
  item.history = whole
  return findings
}

function signed<T extends object>(
  { id, version, severity }: Rule<T>,
  findings: readonly Finding[],
): readonly JudgedFinding[] {
  return findings.map((finding) => ({ ...finding, rule: id, ruleVersion: version, severity }))
}

const NOTHING: readonly never[] = Object.freeze([])
