import { GATE_SEVERITIES } from '@tamis/core'
import { brief, keep, same } from '../check.ts'
import { withoutWorld } from '../without-world.ts'
import { batchOf, type GateBench } from './suite.ts'

export async function describesItself<T extends object>({ gate }: GateBench<T>): Promise<undefined> {
  const { kind, id, version, summary, severity } = gate
  same(kind, 'gate', 'its kind')
  keep(typeof id === 'string' && /^[a-z][a-z0-9_.-]{0,79}$/.test(id), `its id is ${brief(id)}`)
  keep(Number.isSafeInteger(version) && version >= 1, `its version is ${brief(version)}`)
  keep(typeof summary === 'string' && summary.trim() !== '', `its summary is ${brief(summary)}`)
  keep(!summary.includes('\n'), 'its summary is longer than a line')
  keep(GATE_SEVERITIES.includes(severity), `its severity is ${brief(severity)}`)
}

export async function tellsGoodFromBad<T extends object>({ gate, suite }: GateBench<T>): Promise<undefined> {
  keep(
    suite.passes.length > 0 && suite.fails.length > 0,
    'the suite needs a case that passes and one that fails',
  )
  for (const given of suite.passes) {
    const verdict = gate.check(batchOf(given))
    same(verdict.outcome, 'passed', `the outcome for ${brief(given.records)}`)
  }
  for (const given of suite.fails) {
    const { outcome, findings = [] } = gate.check(batchOf(given))
    same(outcome, 'failed', `the outcome for ${brief(given.records)}`)
    const codes = findings.map(({ code }) => code)
    keep(codes.length > 0, () => `it fails ${brief(given.records)} without a finding`)
    const { code } = given
    if (code !== undefined) keep(codes.includes(code), `it finds ${brief(codes)}, and not ${brief(code)}`)
  }
}

export async function checkIsPure<T extends object>(bench: GateBench<T>): Promise<undefined> {
  const cases = [...bench.suite.passes, ...bench.suite.fails]
  const first = cases.map((given) => withoutWorld(() => bench.gate.check(batchOf(given))))
  const other = bench.suite.gate()
  for (const [at, given] of [...cases.entries()].reverse()) {
    for (const gate of [bench.gate, other]) {
      const again = withoutWorld(() => gate.check(batchOf(given)))
      same(again, first[at], `the verdict on ${brief(given.records)}, asked for again`)
    }
  }
}
