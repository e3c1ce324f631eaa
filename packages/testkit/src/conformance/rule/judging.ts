import { type Finding, SEVERITIES, type Verdict } from '@tamis/core'
import { brief, keep, same } from '../check.ts'
import { withoutWorld } from '../without-world.ts'
import { contextOf, type RuleBench, type RuleCase } from './suite.ts'

export async function describesItself<T extends object>({ rule }: RuleBench<T>): Promise<undefined> {
  const { kind, id, version, summary, severity } = rule
  same(kind, 'rule', 'its kind')
  keep(typeof id === 'string' && /^[a-z][a-z0-9_.-]{0,79}$/.test(id), `its id is ${brief(id)}`)
  keep(Number.isSafeInteger(version) && version >= 1, `its version is ${brief(version)}`)
  keep(typeof summary === 'string' && summary.trim() !== '', `its summary is ${brief(summary)}`)
  keep(!summary.includes('\n'), 'its summary is longer than a line')
  keep(SEVERITIES.includes(severity), `its severity is ${brief(severity)}`)
}

export function findingsOf(verdict: Verdict): readonly Finding[] {
  return verdict === 'pass' ? [] : ([verdict].flat() as readonly Finding[])
}

export async function tellsGoodFromBad<T extends object>({ rule, suite }: RuleBench<T>): Promise<undefined> {
  keep(
    suite.passes.length > 0 && suite.fails.length > 0,
    'the suite needs a case that passes and one that fails',
  )
  for (const given of suite.passes) {
    const findings = findingsOf(rule.check(given.record, contextOf(given)))
    keep(findings.length === 0, () => `it objects to ${brief(given.record)}: ${brief(findings)}`)
  }
  for (const given of suite.fails) {
    const codes = findingsOf(rule.check(given.record, contextOf(given))).map(({ code }) => code)
    keep(codes.length > 0, () => `it lets pass ${brief(given.record)}`)
    const { code } = given
    if (code !== undefined) keep(codes.includes(code), `it finds ${brief(codes)}, and not ${brief(code)}`)
  }
}

export async function checkIsPure<T extends object>(bench: RuleBench<T>): Promise<undefined> {
  const cases: readonly RuleCase<T>[] = [...bench.suite.passes, ...bench.suite.fails]
  const first = cases.map((given) => withoutWorld(() => bench.rule.check(given.record, contextOf(given))))
  const other = bench.suite.rule()
  for (const [at, given] of [...cases.entries()].reverse()) {
    for (const rule of [bench.rule, other]) {
      const again = withoutWorld(() => rule.check(given.record, contextOf(given)))
      same(again, first[at], `the verdict on ${brief(given.record)}, asked for again`)
    }
  }
}

export async function changesNothing<T extends object>({ rule, suite }: RuleBench<T>): Promise<undefined> {
  for (const given of [...suite.passes, ...suite.fails]) {
    const context = contextOf(given)
    const before = structuredClone({ record: given.record, context })
    rule.check(given.record, context)
    same({ record: given.record, context }, before, 'record and context after it')
  }
}
