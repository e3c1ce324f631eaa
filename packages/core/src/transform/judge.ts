import type { FindingCount } from './finding-count.ts'
import { isRejected, NO_HISTORY, NO_STATISTICS, type RecordItem, type Statistics } from './record-item.ts'
import type { Finding, JudgedFinding, Rule } from './rule.ts'
import { statisticOf } from './statistics.ts'
import type { TimeLimit } from './time-limit.ts'
import { findingsOf } from './verdict.ts'
import { watched } from './watched.ts'

/** Whether a rule looks at nothing but one record, so that it can judge before all records are there. */
export function looksAtOne<T extends object>({ needs }: Rule<T>): boolean {
  return (needs?.history ?? 0) === 0 && Object.keys(needs?.statistics ?? {}).length === 0
}

/**
 * Counts what the rules find, and adds it to the records that one of them keeps out, in the order of the rules. Of all
 * others nothing is kept: a market is warned of tens of thousands of times, and nobody reads more than how often.
 *
 * @throws TamisError `rule.failed` when a rule throws or outlasts the limit, `rule.invalid_verdict` when it returns
 * something that is no verdict. The message names the rule.
 */
export function judgeRecords<T extends object>(
  rules: readonly Rule<T>[],
  items: readonly RecordItem<T>[],
  limit: TimeLimit,
  count: FindingCount,
): void {
  if (rules.length === 0 || items.length === 0) return
  watched(limit, (busy) => {
    const turns = turnsOf(rules, items, busy)
    const opinions: Opinion[] = []
    for (const item of items) {
      opinions.length = 0
      judge(turns, item, busy, opinions)
      for (const { rule, findings } of opinions) count.add(rule.id, rule.severity, findings.length)
      if (opinions.some(keepsOut) || isRejected(item)) {
        item.findings = [...item.findings, ...opinions.flatMap(signed)]
      }
    }
  })
}

/**
 * All that the rules find in one record, whether it keeps it out or not. `items` is the batch it is one of, for rules
 * that look at more than one record.
 *
 * @throws TamisError as `judgeRecords` does.
 */
export function findingsIn<T extends object>(
  item: RecordItem<T>,
  rules: readonly Rule<T>[],
  items: readonly RecordItem<T>[],
  limit: TimeLimit,
): readonly JudgedFinding[] {
  return watched(limit, (busy) => {
    const opinions: Opinion[] = []
    judge(turnsOf(rules, items, busy), item, busy, opinions)
    return opinions.flatMap(signed)
  })
}

/**
 * Adds to records that are kept out, before what is known of them, what the rules find that had let go of it. For rules
 * that look at nothing but one record.
 *
 * @throws TamisError as `judgeRecords` does.
 */
export function recallFindings<T extends object>(
  rules: readonly Rule<T>[],
  items: readonly RecordItem<T>[],
  limit: TimeLimit,
): void {
  if (rules.length === 0 || items.length === 0) return
  watched(limit, (busy) => {
    const turns = turnsOf(rules, [], busy)
    for (const item of items) {
      const opinions: Opinion[] = []
      judge(turns, item, busy, opinions)
      item.findings = [...opinions.flatMap(signed), ...item.findings]
    }
  })
}

/** A rule with what it is handed. Its own fields are here too: rules are of many shapes, and turns of one, which is faster. */
interface Turn<T extends object> {
  readonly rule: Rule<T>
  readonly id: string
  readonly check: Rule<T>['check']
  /** Of history, in batches. */
  readonly depth: number
  readonly statistics: Statistics
}

function turnsOf<T extends object>(
  rules: readonly Rule<T>[],
  items: readonly RecordItem<T>[],
  busy: { id: string },
): readonly Turn<T>[] {
  return rules.map((rule) => {
    const { id, check, needs } = rule
    busy.id = id
    return { rule, id, check, depth: needs?.history ?? 0, statistics: takeStatistics(rule, items) }
  })
}

function takeStatistics<T extends object>(rule: Rule<T>, items: readonly RecordItem<T>[]): Statistics {
  const asked = Object.entries(rule.needs?.statistics ?? {})
  if (asked.length === 0) return NO_STATISTICS
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

/** What one rule finds in one record. */
interface Opinion {
  readonly rule: Pick<Rule<never>, 'id' | 'version' | 'severity'>
  readonly findings: readonly Finding[]
}

function judge<T extends object>(
  turns: readonly Turn<T>[],
  item: RecordItem<T>,
  busy: { id: string },
  opinions: Opinion[],
): void {
  const { record, history } = item
  for (const { rule, id, check, depth, statistics } of turns) {
    busy.id = id
    const seen = lookingBack(history, depth)
    // To look is cheaper than to set: most rules ask for neither.
    if (item.history !== seen) item.history = seen
    if (item.statistics !== statistics) item.statistics = statistics
    const verdict = check.call(rule, record, item)
    if (verdict !== 'pass') opinions.push({ rule, findings: findingsOf(id, verdict) })
  }
  item.history = history
}

function keepsOut({ rule, findings }: Opinion): boolean {
  return rule.severity === 'quarantine' && findings.length > 0
}

function signed({ rule: { id, version, severity }, findings }: Opinion): readonly JudgedFinding[] {
  return findings.map((finding) => ({ ...finding, rule: id, ruleVersion: version, severity }))
}
