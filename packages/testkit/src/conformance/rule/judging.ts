import { type Finding, type Rule, SEVERITIES } from '@tamis/core'
import { brief, keep, type Skip, same } from '../check.ts'
import { requireEvidence } from '../judge/evidence.ts'
import { settingsAreChecked } from '../judge/settings.ts'
import { withoutWorld } from '../without-world.ts'
import { contextOf, observations, type RuleBench, type RuleCase } from './suite.ts'

export async function describesItself<T extends object>({ rule }: RuleBench<T>): Promise<undefined> {
  const { kind, id, version, summary, severity } = rule
  same(kind, 'rule', 'its kind')
  keep(typeof id === 'string' && /^[a-z][a-z0-9_.-]{0,79}$/.test(id), `its id is ${brief(id)}`)
  keep(Number.isSafeInteger(version) && version >= 1, `its version is ${brief(version)}`)
  keep(typeof summary === 'string' && summary.trim() !== '', `its summary is ${brief(summary)}`)
  keep(!summary.includes('\n'), 'its summary is longer than a line')
  keep(SEVERITIES.includes(severity), `its severity is ${brief(severity)}`)
  const depth = rule.needs?.history ?? 0
  keep(Number.isInteger(depth) && depth >= 0 && depth <= 100, `it needs a history of ${brief(depth)} batches`)
}

/** What a rule finds, whatever it returned. */
function judge<T extends object>(rule: Rule<T>, given: RuleCase<T>): readonly Finding[] {
  const verdict: unknown = rule.check(given.record, contextOf(given))
  if (verdict === 'pass') return []
  const findings: readonly unknown[] = Array.isArray(verdict) ? verdict : [verdict]
  for (const finding of findings) {
    const fits = typeof finding === 'object' && finding !== null && 'code' in finding && 'message' in finding
    keep(fits, () => `it returned ${brief(verdict)}, which is neither 'pass' nor findings`)
  }
  return findings as readonly Finding[]
}

export async function tellsGoodFromBad<T extends object>(bench: RuleBench<T>): Promise<undefined> {
  const { rule, suite } = bench
  keep(bench.cases.length >= 2, 'there are too few cases')
  for (const given of suite.passes) {
    const findings = judge(rule, given)
    keep(findings.length === 0, () => `it objects to ${brief(given.record)}: ${brief(findings)}`)
  }
  for (const given of suite.fails) {
    const codes = judge(rule, given).map(({ code }) => code)
    keep(codes.length > 0, () => `it lets ${brief(given.record)} pass`)
    const { code } = given
    if (code !== undefined) keep(codes.includes(code), `it finds ${brief(codes)}, and not ${brief(code)}`)
  }
}

export async function checkIsPure<T extends object>({ rule, cases }: RuleBench<T>): Promise<undefined> {
  for (const given of cases) withoutWorld(() => rule.check(given.record, contextOf(given)))
}

/** In another order, and of another instance, as a replay would ask. */
export async function sameVerdict<T extends object>({
  rule,
  suite,
  cases,
}: RuleBench<T>): Promise<undefined> {
  const first = cases.map((given) => judge(rule, given))
  const later = suite.rule()
  for (const [at, given] of [...cases.entries()].reverse()) {
    for (const one of [rule, later, later])
      same(judge(one, given), first[at], `the verdict on ${brief(given.record)}, asked for again,`)
  }
}

export async function changesNothing<T extends object>(bench: RuleBench<T>): Promise<undefined> {
  for (const { record, context } of bench.cases) {
    const given = structuredClone({ record, context: contextOf({ record, ...(context && { context }) }) })
    const before = structuredClone(given)
    for (const take of Object.values(bench.rule.needs?.statistics ?? {})) take(given.record, given.context)
    bench.rule.check(given.record, given.context)
    same(given, before, 'record and context after it')
  }
}

/** Another rule of the pipeline may ask for more, and every rule is handed the deepest history then. */
export async function usesOnlyWhatItAsksFor<T extends object>(bench: RuleBench<T>): Promise<undefined> {
  const { rule, cases } = bench
  const depth = rule.needs?.history ?? 0
  for (const { record, context = {} } of cases) {
    const own = (context.history ?? []).slice(0, depth)
    const verdict = judge(rule, { record, context: { ...context, history: own } })
    const rest = observations(cases.map((other) => other.record))
    const more = [...own, ...rest, ...rest].slice(0, depth + rest.length)
    const handed = contextOf({ record, context: { ...context, history: watched(more, depth) } })
    const statistics = asked(handed.statistics, new Set(Object.keys(rule.needs?.statistics ?? {})))
    const watchful = withoutHistory({ ...handed, statistics }, depth)
    const deeper = judge(rule, { record, context: watchful })
    if (own.length === depth)
      same(deeper, verdict, 'the verdict with more history than it asks for (needs.history)')
  }
}

/** A history that tells when somebody looks further back than was asked for. */
function watched<V>(history: readonly V[], depth: number): readonly V[] {
  return new Proxy(history, {
    get(target, name) {
      const far = typeof name === 'string' && /^\d+$/.test(name) && Number(name) >= depth
      keep(!far, `it looks ${Number(name) + 1} batches back, and asks for ${depth} (needs.history)`)
      return Reflect.get(target, name)
    },
  })
}

function withoutHistory<C extends object>(context: C, depth: number): C {
  if (depth > 0) return context
  const get = (): never =>
    keep(false, 'it looks at the history, which it does not ask for (needs.history)') as never
  return Object.defineProperty({ ...context }, 'history', { get, enumerable: false })
}

function asked<V extends object>(statistics: V, names: ReadonlySet<string>): V {
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
    attempt(given, () => withoutWorld(() => bench.rule.check(given.record, contextOf(given))))
  }
}

export async function statisticsAreNumbers<T extends object>(bench: RuleBench<T>): Promise<Skip | undefined> {
  const asked = Object.entries(bench.rule.needs?.statistics ?? {})
  if (asked.length === 0) return { reason: 'it asks for no statistics' }
  for (const given of [...bench.cases, ...bench.awkward()]) {
    for (const [name, take] of asked) {
      const number = attempt(given, () => withoutWorld(() => take(given.record, contextOf(given))))
      keep(
        number === null || typeof number === 'number',
        () => `${name} of ${brief(given.record)} is ${brief(number)}`,
      )
      same(take(given.record, contextOf(given)), number, `${name} of ${brief(given.record)}, taken again,`)
    }
  }
  return undefined
}

function attempt<T extends object, R>(given: RuleCase<T>, work: () => R): R {
  try {
    return work()
  } catch (thrown) {
    keep(false, () => `it threw ${String(thrown)} for ${brief(given.record)}`)
  }
}

export async function checksSettings<T extends object>({ rule }: RuleBench<T>): Promise<Skip | undefined> {
  return settingsAreChecked(rule)
}
