import type { BatchView, EarlierBatch, Gate, GateResult } from './gate.ts'
import { watched } from './judge.ts'
import type { TimeLimit } from './time-limit.ts'
import type { EarlierLedgerEntry } from './transformed.ts'
import { gateVerdictOf } from './verdict.ts'

/**
 * What all gates say of a batch, in their order, after the one gate that is always in force: a batch without a single
 * record is nobody's market.
 *
 * @throws TamisError `rule.failed`, `rule.invalid_verdict`.
 */
export function judgeGates<T extends object>(
  gates: readonly Gate<T>[],
  view: Omit<BatchView<T>, 'earlier'>,
  earlier: readonly EarlierLedgerEntry[],
  limit: TimeLimit,
): readonly GateResult[] {
  return watched(limit, (busy) => [
    notEmpty(view),
    ...gates.map((gate) => {
      busy.id = gate.id
      const verdict = gate.check({ ...view, earlier: earlier.map((entry) => measuredBy(gate.id, entry)) })
      return {
        gate: gate.id,
        version: gate.version,
        severity: gate.severity,
        ...gateVerdictOf(gate.id, verdict),
      }
    }),
  ])
}

/** The id of the gate that no configuration switches off. */
export const EMPTY_GATE = 'batch.empty'

function notEmpty<T extends object>(view: Omit<BatchView<T>, 'earlier'>): GateResult {
  const gate = { gate: EMPTY_GATE, version: 1, severity: 'reject', measures: {} } as const
  if (view.counts.extracted > 0) return { ...gate, outcome: 'passed', findings: [] }
  const message = `None of the ${view.pages.received} pages holds a record`
  return { ...gate, outcome: 'failed', findings: [{ code: 'empty', message, expected: '> 0', received: 0 }] }
}

function measuredBy(gate: string, entry: EarlierLedgerEntry): EarlierBatch {
  const { gates, ...rest } = entry
  return { ...rest, measures: gates.find((result) => result.gate === gate)?.measures ?? {} }
}
