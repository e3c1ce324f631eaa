import { type BatchView, GATE_SEVERITIES, type Gate, type GateVerdict } from '@tamis/core'
import { brief, keep, type Skip, same } from '../check.ts'
import { requireDescription } from '../judge/description.ts'
import { requireEvidence } from '../judge/evidence.ts'
import { settingsAreChecked } from '../judge/settings.ts'
import { withoutWorld } from '../without-world.ts'
import type { GateBench } from './suite.ts'

const OUTCOMES = ['passed', 'failed', 'not_evaluated']

export async function describesItself<T extends object>({ gate }: GateBench<T>): Promise<undefined> {
  requireDescription(gate, 'gate', GATE_SEVERITIES)
}

export async function tellsGoodFromBad<T extends object>(bench: GateBench<T>): Promise<undefined> {
  const { gate, passes, fails } = bench
  for (const { batch } of passes) {
    const verdict = gate.check(batch)
    same(verdict.outcome, 'passed', `the outcome (${brief(verdict)})`)
  }
  for (const { batch, code } of fails) {
    const verdict = gate.check(batch)
    same(verdict.outcome, 'failed', `the outcome (${brief(verdict)})`)
    const codes = (verdict.findings ?? []).map((finding) => finding.code)
    if (code !== undefined) keep(codes.includes(code), `it finds ${brief(codes)}, and not ${brief(code)}`)
  }
}

export async function checkIsPure<T extends object>({ gate, cases }: GateBench<T>): Promise<undefined> {
  for (const { batch } of cases) withoutWorld(() => gate.check(batch))
}

/** In another order, and of another instance, as a replay would ask. */
export async function sameVerdict<T extends object>(bench: GateBench<T>): Promise<undefined> {
  const first = bench.cases.map(({ batch }) => bench.gate.check(batch))
  const later = bench.another()
  for (const [at, { batch }] of [...bench.cases.entries()].reverse()) {
    for (const gate of [bench.gate, later, later]) {
      same(gate.check(batch), first[at], 'the verdict, asked for again,')
    }
  }
}

export async function changesNothing<T extends object>({ gate, cases }: GateBench<T>): Promise<undefined> {
  for (const batch of cases.map((given) => structuredClone(given.batch))) {
    const before = structuredClone(batch)
    gate.check(batch)
    same(batch, before, 'the batch after it')
  }
}

export async function verdictsAreEvidence<T extends object>(bench: GateBench<T>): Promise<undefined> {
  const batches = bench.cases.map(({ batch }) => batch)
  const names = batches.flatMap(({ records }) => records).flatMap((record) => Object.keys(record))
  for (const batch of [...batches, ...bench.awkward()]) {
    const verdict: unknown = bench.gate.check(batch)
    const fits = typeof verdict === 'object' && verdict !== null
    keep(fits, () => `it returned ${brief(verdict)}, which is no verdict`)
    const { outcome, findings = [], measures = {} } = verdict as Partial<GateVerdict>
    keep(OUTCOMES.includes(String(outcome)), () => `the outcome is ${brief(outcome)}`)
    keep(Array.isArray(findings), () => `its findings are ${brief(findings)}`)
    const known = new Set([...names, ...batch.sourceKeys.keys(), ...batch.promisedKeys])
    for (const finding of findings) requireEvidence(finding, known)
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
    const { records, kept, earlier, plan } = batch
    const what = `${records.length} records, ${kept.length} kept out, ${earlier.length} earlier batches`
    keep(false, () => `it threw ${String(thrown)} for a batch of ${what} (${brief({ plan, records })})`)
  }
}

export async function checksSettings<T extends object>({ gate }: GateBench<T>): Promise<Skip | undefined> {
  return settingsAreChecked(gate)
}
