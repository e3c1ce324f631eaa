import { type Finding, type Observation, type Rule, SEVERITIES } from '@tamis/core'
import { brief, keep, type Skip, same } from '../check.ts'
import { requireDescription } from '../judge/description.ts'
import { requireEvidence } from '../judge/evidence.ts'
import { settingsAreChecked } from '../judge/settings.ts'
import { withoutWorld } from '../without-world.ts'
import type { Handed, RuleBench } from './suite.ts'

export async function describesItself<T extends object>({ rule }: RuleBench<T>): Promise<undefined> {
  requireDescription(rule, 'rule', SEVERITIES)
  const depth = rule.needs?.history ?? 0
  keep(Number.isInteger(depth) && depth >= 0 && depth <= 100, `it needs a history of ${brief(depth)} batches`)
}

/** What a rule finds, whatever it returned. */
function judge<T extends object>(rule: Rule<T>, { record, context }: Handed<T>): readonly Finding[] {
  const verdict: unknown = rule.check(record, context)
  if (verdict === 'pass') return []
  const findings: readonly unknown[] = Array.isArray(verdict) ? verdict : [verdict]
  for (const finding of findings) {
    const fits = typeof finding === 'object' && finding !== null && 'code' in finding && 'message' in finding
    keep(fits, () => `it returned ${brief(verdict)}, which is neither 'pass' nor findings`)
  }
  return findings as readonly Finding[]
}

export async function tellsGoodFromBad<T extends object>(bench: RuleBench<T>): Promise<undefined> {
  const { rule, passes, fails } = bench
  for (const given of passes) {
    const findings = judge(rule, given)
    keep(findings.length === 0, () => `it objects to ${brief(given.record)}: ${brief(findings)}`)
  }
  for (const given of fails) {
    const codes = judge(rule, given).map(({ code }) => code)
    keep(codes.length > 0, () => `it lets ${brief(given.record)} pass`)
    const { code } = given
    if (code !== undefined) keep(codes.includes(code), `it finds ${brief(codes)}, and not ${brief(code)}`)
  }
}

export async function checkIsPure<T extends object>({ rule, cases }: RuleBench<T>): Promise<undefined> {
  for (const { record, context } of cases) withoutWorld(() => rule.check(record, context))
}

/** In another order, and of another instance, as a replay would ask. */
export async function sameVerdict<T extends object>(bench: RuleBench<T>): Promise<undefined> {
  const first = bench.cases.map((given) => judge(bench.rule, given))
  const later = bench.another()
  for (const [at, given] of [...bench.cases.entries()].reverse()) {
    const what = `the verdict on ${brief(given.record)}, asked for again,`
    for (const rule of [bench.rule, later, later]) same(judge(rule, given), first[at], what)
  }
}

export async function changesNothing<T extends object>({ rule, cases }: RuleBench<T>): Promise<undefined> {
  for (const given of cases.map((one) => structuredClone(one))) {
    const before = structuredClone(given)
    for (const take of Object.values(rule.needs?.statistics ?? {})) take(given.record, given.context)
    rule.check(given.record, given.context)
    same(given, before, 'record and context after it')
  }
}

/** Nothing else is ever handed in, so a rule that looks for it never finds anything. */
export async function usesWhatItAsksFor<T extends object>({ rule, cases }: RuleBench<T>): Promise<undefined> {
  const names = new Set(Object.keys(rule.needs?.statistics ?? {}))
  for (const { record, context } of cases) {
    const watched = { ...context, statistics: watchedStatistics(context.statistics, names) }
    if ((rule.needs?.history ?? 0) === 0) Object.defineProperty(watched, 'history', { get: noHistory })
    else Object.assign(watched, { history: watchedHistory(context.history, rule.needs?.historyFields) })
    judge(rule, { record, context: watched })
    for (const take of Object.values(rule.needs?.statistics ?? {})) take(record, watched)
  }
}

function noHistory(): void {
  keep(false, 'it looks at the history, which it does not ask for (needs.history)')
}

function watchedHistory<T extends object>(
  history: readonly Observation<T>[],
  fields: readonly string[] | undefined,
): readonly Observation<T>[] {
  if (fields === undefined) return history
  return history.map((seen) => ({ ...seen, record: watchedRecord(seen.record, new Set(fields)) }))
}

function watchedRecord<T extends object>(record: T, fields: ReadonlySet<string>): T {
  return new Proxy(record, {
    get(target, name) {
      const fits = typeof name === 'symbol' || fields.has(name)
      keep(fits, `it looks back at ${String(name)}, which it does not ask for (needs.historyFields)`)
      return Reflect.get(target, name)
    },
  })
}

function watchedStatistics<V extends object>(statistics: V, names: ReadonlySet<string>): V {
  return new Proxy(statistics, {
    get(target, name) {
      const fits = typeof name === 'symbol' || names.has(name)
      keep(fits, `it looks for the statistic ${String(name)}, which it does not ask for (needs.statistics)`)
      return Reflect.get(target, name)
    },
  })
}

export async function findingsAreEvidence<T extends object>(bench: RuleBench<T>): Promise<undefined> {
  const { names } = bench
  for (const given of [...bench.cases, ...bench.awkward()]) {
    for (const finding of judge(bench.rule, given)) requireEvidence(finding, names)
  }
}

export async function noRecordMakesItThrow<T extends object>(bench: RuleBench<T>): Promise<undefined> {
  for (const given of bench.awkward()) {
    attempt(given, () => withoutWorld(() => bench.rule.check(given.record, given.context)))
  }
}

export async function statisticsAreNumbers<T extends object>(bench: RuleBench<T>): Promise<Skip | undefined> {
  const asked = Object.entries(bench.rule.needs?.statistics ?? {})
  if (asked.length === 0) return { reason: 'it asks for no statistics' }
  for (const given of [...bench.cases, ...bench.awkward()]) {
    for (const [name, take] of asked) {
      const number = attempt(given, () => withoutWorld(() => take(given.record, given.context)))
      const what = `${name} of ${brief(given.record)}`
      keep(number === null || typeof number === 'number', () => `${what} is ${brief(number)}`)
      same(take(given.record, given.context), number, `${what}, taken again,`)
    }
  }
  return undefined
}

function attempt<T extends object, R>({ record }: Handed<T>, work: () => R): R {
  try {
    return work()
  } catch (thrown) {
    keep(false, () => `it threw ${String(thrown)} for ${brief(record)}`)
  }
}

export async function checksSettings<T extends object>({ rule }: RuleBench<T>): Promise<Skip | undefined> {
  return settingsAreChecked(rule)
}
