import { isTamisError, TamisError } from '../errors.ts'
import { NO_HISTORY, NO_STATISTICS, type RecordItem, type Statistics } from './record-item.ts'
import type { Finding, JudgedFinding, Rule } from './rule.ts'
import { statisticOf } from './statistics.ts'
import type { TimeLimit } from './time-limit.ts'
import { findingsOf } from './verdict.ts'

/** Whether a rule looks at nothing but one record, so that it can judge before all records are there. */
export function looksAtOne<T extends object>({ needs }: Rule<T>): boolean {
  return (needs?.history ?? 0) === 0 && Object.keys(needs?.statistics ?? {}).length === 0
}

/**
 * Adds to each record what the rules find in it, in their order.
 *
 * @throws TamisError `rule.failed` when a rule throws or outlasts the limit, `rule.invalid_verdict` when it returns
 * something that is no verdict. The message names the rule.
 */
export function judgeRecords<T extends object>(
  rules: readonly Rule<T>[],
  items: readonly RecordItem<T>[],
  limit: TimeLimit,
): void {
  if (rules.length === 0 || items.length === 0) return
  watched(limit, (busy) => {
    const statistics = rules.map((rule) => takeStatistics(rule, items, busy))
    for (const item of items) judge(rules, item, statistics, busy)
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
  const message = `Rule ${busy.id} was still busy when the time for judging was up`
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
  return depth === 0 ? NO_HISTORY : whole.slice(0, depth)
}

function judge<T extends object>(
  rules: readonly Rule<T>[],
  item: RecordItem<T>,
  statistics: readonly Statistics[],
  busy: { id: string },
): void {
  const whole = item.history
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at] as Rule<T>
    busy.id = rule.id
    item.history = lookingBack(whole, rule.needs?.history ?? 0)
    item.statistics = statistics[at] as Statistics
    const verdict = rule.check(item.record, item)
    if (verdict === 'pass') continue
    const found = signed(rule, findingsOf(rule.id, verdict))
    item.findings = item.findings.length === 0 ? found : [...item.findings, ...found]
  }
  item.history = whole
}

function signed<T extends object>(
  { id, version, severity }: Rule<T>,
  findings: readonly Finding[],
): readonly JudgedFinding[] {
  return findings.map((finding) => ({ ...finding, rule: id, ruleVersion: version, severity }))
}
