import { type BatchView, GATE_SEVERITIES, type Gate, type GateVerdict } from '@tamis/core'
import { brief, keep, type Skip, same } from '../check.ts'
import { requireEvidence } from '../judge/evidence.ts'
import { settingsAreChecked } from '../judge/settings.ts'
import { withoutWorld } from '../without-world.ts'
import { batchOf, type GateBench } from './suite.ts'

const OUTCOMES = ['passed', 'failed', 'not_evaluated']

export async function describesItself<T extends object>({ gate }: GateBench<T>): Promise<undefined> {
  const { kind, id, version, summary, severity } = gate
  same(kind, 'gate', 'its kind')
  keep(typeof id === 'string' && /^[a-z][a-z0-9_.-]{0,79}$/.test(id), `its id is ${brief(id)}`)
  keep(Number.isSafeInteger(version) && version >= 1, `its version is ${brief(version)}`)
  keep(typeof summary === 'string' && summary.trim() !== '', `its summary is ${brief(summary)}`)
  keep(!summary.includes('\n'), 'its summary is longer than a line')
  keep(GATE_SEVERITIES.includes(severity), `its severity is ${brief(severity)}`)
}

export async function tellsGoodFromBad<T extends object>(bench: GateBench<T>): Promise<undefined> {
  const { gate, suite } = bench
  keep(bench.cases.length >= 2, 'there are too few cases')
  for (const given of suite.passes) {
    const verdict = gate.check(batchOf(given))
    same(verdict.outcome, 'passed', `the outcome (${brief(verdict)})`)
  }
  for (const given of suite.fails) {
    const verdict = gate.check(batchOf(given))
    same(verdict.outcome, 'failed', `the outcome (${brief(verdict)})`)
    const codes = (verdict.findings ?? []).map(({ code }) => code)
    const { code } = given
    if (code !== undefined) keep(codes.includes(code), `it finds ${brief(codes)}, and not ${brief(code)}`)
  }
}

export async function checkIsPure<T extends object>({ gate, cases }: GateBench<T>): Promise<undefined> {
  for (const given of cases) withoutWorld(() => gate.check(batchOf(given)))
}

/** In another order, and of another instance, as a replay would ask. */
export async function sameVerdict<T extends object>({
  gate,
  suite,
  cases,
}: GateBench<T>): Promise<undefined> {
  const first = cases.map((given) => gate.check(batchOf(given)))
  const later = suite.gate()
  for (const [at, given] of [...cases.entries()].reverse()) {
    for (const one of [gate, later, later])
      same(one.check(batchOf(given)), first[at], 'the verdict, asked for again,')
  }
}

export async function changesNothing<T extends object>({ gate, cases }: GateBench<T>): Promise<undefined> {
  for (const given of cases) {
    const batch = structuredClone(batchOf(given))
    const before = structuredClone(batch)
    gate.check(batch)
    same(batch, before, 'the batch after it')
  }
}

export async function verdictsAreEvidence<T extends object>(bench: GateBench<T>): Promise<undefined> {
  const names = new Set(
    bench.cases.flatMap(({ records }) => records).flatMap((record) => Object.keys(record)),
  )
  for (const batch of [...bench.cases.map(batchOf), ...bench.awkward()]) {
    const verdict: unknown = bench.gate.check(batch)
    keep(
      typeof verdict === 'object' && verdict !== null,
      () => `it returned ${brief(verdict)}, which is no verdict`,
    )
    const { outcome, findings = [], measures = {} } = verdict as Partial<GateVerdict>
    keep(OUTCOMES.includes(String(outcome)), () => `the outcome is ${brief(outcome)}`)
    keep(Array.isArray(findings), () => `its findings are ${brief(findings)}`)
    for (const finding of findings)
      requireEvidence(finding, new Set([...names, ...batch.sourceKeys.keys(), ...batch.promisedKeys]))
    keep(outcome !== 'failed' || findings.length > 0, 'it fails a batch without a finding that says why')
    for (const [name, value] of Object.entries(measures)) {
      keep(Number.isFinite(value), () => `the measure ${name} is ${brief(value)}`)
    }
  }
}

export async function noBatchMakesItThrow<T extends object>(bench: GateBench<T>): Promise<undefined> {
  for (const batch of bench.awkward()) attempt(bench.gate, batch)
}

function attempt<T extends object>(gate: Gate<T>, batch: BatchView<T>): void {
  try {
    withoutWorld(() => gate.check(batch))
  } catch (thrown) {
    const { records, kept, sourceKeys, promisedKeys, earlier, ...rest } = batch
    const what = `${records.length} records, ${kept.length} kept out, ${earlier.length} earlier batches, ${brief(rest)}`
    keep(false, () => `it threw ${String(thrown)} for a batch of ${what}`)
  }
}

export async function checksSettings<T extends object>({ gate }: GateBench<T>): Promise<Skip | undefined> {
  return settingsAreChecked(gate)
}
