import { type RunContext, systemClock, systemOwner } from '@tamis/core'
import { seeded } from '../simulation/seeded.ts'

let runs = 0

/**
 * The context of one run, for a plugin that is tested by itself: this process on the real clock, without a deadline,
 * with randomness from a seed and nobody who listens. Parts may be given instead.
 */
export function testContext(parts: Partial<RunContext> = {}): RunContext {
  return {
    runId: `test-run-${++runs}`,
    pipeline: 'markets',
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    clock: systemClock,
    random: seeded(runs).next,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    owner: systemOwner(),
    emit: () => undefined,
    failpoint: () => undefined,
    ...parts,
  }
}
