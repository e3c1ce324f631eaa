import { isTamisError, TamisError } from '../errors.ts'
import type { JudgedFinding, Rule, RuleContext, Statistic } from './rule.ts'
import { statisticOf } from './statistics.ts'
import type { TimeLimit } from './time-limit.ts'
import { findingsOf } from './verdict.ts'

/** A record on its way through the rules, with what they may know of it; most rules ask for no statistics. */
export interface RecordItem<T extends object> extends RuleContext<T> {
  readonly record: T
  readonly key: string
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
  const seen = items.map((item) => lookingBack(item, rule.needs?.history ?? 0))
  return Object.fromEntries(
    asked.map(([name, number]) => [name, statisticOf(seen.map((item) => number(item.record, item)))]),
  )
}

/**
 * The record with no more history than a rule asks for, whatever others ask for: what one rule says must not hang on
 * whether another is in force.
 */
function lookingBack<T extends object>(item: RecordItem<T>, depth: number): RecordItem<T> {
  return item.history.length <= depth ? item : { ...item, history: item.history.slice(0, depth) }
}

function judge<T extends object>(
  rules: readonly Rule<T>[],
  item: RecordItem<T>,
  statistics: readonly Statistics[],
  busy: { id: string },
): readonly JudgedFinding[] {
  let findings: JudgedFinding[] | undefined
  const byDepth: RecordItem<T>[] = []
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at] as Rule<T>
    const numbers = statistics[at] as Statistics
    busy.id = rule.id
    const depth = Math.min(rule.needs?.history ?? 0, item.history.length)
    byDepth[depth] ??= lookingBack(item, depth)
    const seen = byDepth[depth]
    const context = numbers === NO_STATISTICS ? seen : { ...seen, statistics: numbers }
    const verdict = rule.check(item.record, context)
    if (verdict === 'pass') continue
    findings ??= []
    for (const finding of findingsOf(rule.id, verdict)) {
      findings.push({ ...finding, rule: rule.id, ruleVersion: rule.version, severity: rule.severity })
    }
  }
  return findings ?? NO_FINDINGS
}

const NO_FINDINGS: readonly JudgedFinding[] = Object.freeze([])
