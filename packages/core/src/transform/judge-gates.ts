import { EMPTY_GATE } from './engine-judges.ts'
import type { BatchView, EarlierBatch, Gate, GateResult } from './gate.ts'
import type { TimeLimit } from './time-limit.ts'
import type { EarlierLedgerEntry } from './transformed.ts'
import { gateVerdictOf } from './verdict.ts'
import { watched } from './watched.ts'

/**
 * What all gates say of a batch, in their order, after the one that is always in force.
 *
 * @throws TamisError `rule.failed`, `rule.invalid_verdict`.
 */
export function judgeGates<T extends object>(
  gates: readonly Gate<T>[],
  view: Omit<BatchView<T>, 'earlier'>,
  earlier: readonly EarlierLedgerEntry[],
  limit: TimeLimit,
): readonly GateResult[] {
  return watched(limit, (busy) =>
    [EMPTY_GATE, ...gates].map((gate) => {
      busy.id = gate.id
      const verdict = gate.check({ ...view, earlier: earlier.map((entry) => measuredBy(gate.id, entry)) })
      return {
        gate: gate.id,
        version: gate.version,
        severity: gate.severity,
        ...gateVerdictOf(gate.id, verdict),
      }
    }),
  )
}

function measuredBy(gate: string, entry: EarlierLedgerEntry): EarlierBatch {
  const { gates, ...rest } = entry
  return { ...rest, measures: gates.find((result) => result.gate === gate)?.measures ?? {} }
}
