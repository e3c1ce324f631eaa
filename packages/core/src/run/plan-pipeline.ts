import type { Estimate } from '../extract/source.ts'
import type { RunReport } from '../report.ts'
import { RunAccount } from './account.ts'
import { beginExecution, type ExecutionOptions } from './options.ts'
import type { Pipeline } from './pipeline.ts'

/** What a run would ask for and cost, as a report and as an estimate. Opens nothing, asks nothing, writes nothing. */
export async function planPipeline<T extends object>(
  pipeline: Pipeline<T>,
  options: ExecutionOptions = {},
): Promise<{ readonly report: RunReport; readonly estimate: Estimate }> {
  await using execution = beginExecution(pipeline.name, options, Number.POSITIVE_INFINITY)
  const account = new RunAccount(execution.context)
  account.end('planned')
  const estimate = pipeline.source.estimate()
  const { requests, records, durationMs } = estimate
  return {
    estimate,
    report: { ...account.report(), requested: records ?? 0, apiCalls: requests, durationMs },
  }
}
