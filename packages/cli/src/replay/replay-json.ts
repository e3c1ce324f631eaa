import type { Difference, ReplayReport } from '@tamis/core'

/** A replay as programs read it. */
export function replayJson(report: ReplayReport): Readonly<Record<string, unknown>> {
  const { pipeline, diff, status, batches, error, exitCode } = report
  return {
    status,
    pipeline,
    diff,
    batches: batches.map(({ batchId, status: outcome, revision, difference, error: problem }) => ({
      batch_id: batchId,
      status: outcome,
      revision,
      ...sizesOf(difference),
      difference,
      error: problem,
    })),
    error,
    exit_code: exitCode,
  }
}

export interface Sizes {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly quarantined: number
  readonly released: number
}

/** How many records a difference is about; nothing of a batch that could not be judged. */
export function sizesOf(difference: Difference | null): Sizes {
  return {
    added: difference?.added.length ?? 0,
    removed: difference?.removed.length ?? 0,
    changed: difference?.changed.length ?? 0,
    quarantined: difference?.quarantined.length ?? 0,
    released: difference?.released.length ?? 0,
  }
}
