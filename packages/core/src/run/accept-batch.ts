import { TamisError } from '../errors.ts'
import type { CommittedBatch, SinkSession } from '../load/sink.ts'
import type { RunReport } from '../report.ts'
import type { StagerSession } from '../stage/stager.ts'
import type { Transformed } from '../transform/transformed.ts'
import { RunAccount } from './account.ts'
import { requireOwner } from './choose-batch.ts'
import { commitLoad, followCommit, stopIfAsked, transformSealed } from './load-batch.ts'
import { beginExecution, type Execution, type ExecutionOptions } from './options.ts'
import type { Pipeline } from './pipeline.ts'

export interface AcceptOptions extends ExecutionOptions {
  readonly batchId: string
  /** Why it is right after all; kept in the ledger. Not empty. */
  readonly note: string
}

/**
 * Publishes a batch that a gate rejected: the only override there is. Judges it again first, and refuses if the
 * judgement is not the one that was rejected. A batch without a record stays rejected.
 *
 * @throws only for programming errors; everything else is in the report.
 */
export async function acceptBatch<T extends object>(
  pipeline: Pipeline<T>,
  options: AcceptOptions,
): Promise<RunReport> {
  await using execution = beginExecution(pipeline.name, options, Number.POSITIVE_INFINITY)
  const account = new RunAccount(execution.context)
  try {
    if (options.note.trim() === '') {
      throw new TamisError('usage.invalid', {
        message: 'An override needs a note that says why',
        hint: 'Add --note.',
      })
    }
    await using sink = await pipeline.sink.open(pipeline.source.dataset, execution.context)
    await using stager = await pipeline.stager.open(execution.context)
    await accept(pipeline, sink, stager, account, execution, options)
  } catch (thrown) {
    account.fail(thrown, options.signal?.aborted === true)
  }
  return account.report()
}

async function accept<T extends object>(
  pipeline: Pipeline<T>,
  sink: SinkSession<T>,
  stager: StagerSession,
  account: RunAccount,
  execution: Execution,
  { batchId, note }: AcceptOptions,
): Promise<void> {
  const { context } = execution
  const batch = await sink.find(batchId)
  if (batch === undefined)
    throw new TamisError('batch.unknown', { message: `No rejected batch ${JSON.stringify(batchId)}` })
  requireOwner(pipeline.name, batch)
  account.recall(batch)
  if (batch.state === 'published') return account.end('unchanged')
  await sink.began({
    runId: context.runId,
    batchId: batch.batchId,
    mode: 'run',
    startedAt: account.startedAt,
  })
  const load = await transformSealed({ pipeline, sink, stager, execution }, batch)
  requireSameJudgement(batch, load)
  stopIfAsked(context)
  account.enter('load')
  const accepted: Transformed<T> = { ...load, outcome: 'published' }
  const receipt = await commitLoad(sink, accepted, execution, { note })
  account.count(accepted)
  account.take({ ...batch, state: 'published', revision: receipt.revision })
  account.issueFile = await followCommit(pipeline, sink, batch, execution)
  account.end('published')
  await sink.ended(account.report())
}

function requireSameJudgement<T extends object>(batch: CommittedBatch, load: Transformed<T>): void {
  if (load.counts.extracted === 0) {
    throw new TamisError('batch.empty', {
      message: `Batch ${batch.batchId} holds no record, so there is nothing to publish`,
    })
  }
  const same =
    load.versions.hash === batch.judgedBy &&
    load.counts.loaded === batch.counts.loaded &&
    load.counts.quarantined === batch.counts.quarantined &&
    load.counts.duplicates === batch.counts.duplicates
  if (same) return
  throw new TamisError('batch.changed_since', {
    message: `Batch ${batch.batchId} is judged otherwise now than when it was rejected`,
    hint: `Judge it again with \`tamis replay --batch ${batch.batchId}\`.`,
  })
}
