import { TamisError } from '../errors.ts'
import { exportIssues } from '../load/issue-file.ts'
import type { Release } from '../load/sink.ts'
import type { RunReport } from '../report.ts'
import { RunAccount } from './account.ts'
import { requireOwner } from './choose-batch.ts'
import { beginExecution, type Execution, type ExecutionOptions } from './options.ts'
import type { Pipeline } from './pipeline.ts'

export interface ReleaseOptions extends ExecutionOptions, Omit<Release, 'at'> {}

/**
 * Lets one quarantined record through by hand, as the next revision of its batch; replay honours it.
 *
 * @throws only for programming errors; everything else is in the report.
 */
export async function releaseRecord<T extends object>(
  pipeline: Pipeline<T>,
  options: ReleaseOptions,
): Promise<RunReport> {
  await using execution = beginExecution(pipeline.name, options, Number.POSITIVE_INFINITY)
  const account = new RunAccount(execution.context)
  try {
    await release(pipeline, account, execution, options)
  } catch (thrown) {
    account.fail(thrown, options.signal?.aborted === true)
  }
  return account.report()
}

async function release<T extends object>(
  pipeline: Pipeline<T>,
  account: RunAccount,
  { context, files }: Execution,
  { batchId, page, position, by, note }: ReleaseOptions,
): Promise<void> {
  account.enter('load')
  await using sink = await pipeline.sink.open(pipeline.source.dataset, context)
  const batch = await sink.find(batchId)
  if (batch === undefined) {
    throw new TamisError('batch.unknown', { message: `No published batch ${JSON.stringify(batchId)}` })
  }
  requireOwner(pipeline.name, batch)
  account.take(batch)
  if (sink.release === undefined) {
    throw new TamisError('usage.invalid', {
      message: `The sink ${pipeline.sink.name} releases nothing by hand`,
      hint: 'Change the rule, then `tamis replay`.',
    })
  }
  const { startedAt } = account
  await sink.began({ runId: context.runId, batchId: batch.batchId, mode: 'replay', startedAt })
  await sink.release({ batchId: batch.batchId, page, position, by, note, at: context.clock.now() })
  const after = await sink.find(batch.batchId)
  if (after !== undefined) {
    account.recall(after)
    if (pipeline.issues !== null) account.issueFile = await exportIssues(sink, after, pipeline.issues, files)
  }
  account.end('published')
  await sink.ended(account.report())
}
