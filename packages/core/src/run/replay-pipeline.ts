import type { Batch } from '../batch.ts'
import { asTamisError, ERRORS, type ErrorCode, isTamisError, TamisError } from '../errors.ts'
import type { CommittedBatch, Difference, Receipt, SinkSession } from '../load/sink.ts'
import type { ReportedError, RunReport } from '../report.ts'
import type { StagerSession } from '../stage/stager.ts'
import type { GateResult } from '../transform/gate.ts'
import { RunAccount } from './account.ts'
import { requireOwner } from './choose-batch.ts'
import {
  commitLoad,
  followCommit,
  mendIssueFiles,
  type OpenPipeline,
  rejection,
  stopIfAsked,
  transformSealed,
} from './load-batch.ts'
import { beginExecution, type ExecutionOptions } from './options.ts'
import type { Pipeline } from './pipeline.ts'

export interface ReplayOptions extends ExecutionOptions {
  /** Batch ids to replay; parked and sealed ones are loaded. Default: all committed batches of the pipeline. */
  readonly batches?: readonly string[]
  /** Only batches observed at or after this, in milliseconds since 1970 UTC. */
  readonly from?: number
  /** Only batches observed at or before this, in milliseconds since 1970 UTC. */
  readonly to?: number
  /** Says what would change and writes nothing. Default false. */
  readonly diff?: boolean
}

/** What became of one batch. `skipped`: its pages were pruned. */
export interface ReplayedBatch {
  readonly batchId: string
  readonly status: 'changed' | 'unchanged' | 'rejected' | 'skipped' | 'failed'
  readonly revision: number
  readonly difference: Difference | null
  readonly error: ReportedError | null
}

export interface ReplayReport {
  readonly pipeline: string
  readonly diff: boolean
  readonly status: 'done' | 'failed' | 'interrupted'
  readonly batches: readonly ReplayedBatch[]
  readonly error: ReportedError | null
  readonly exitCode: number
}

interface Replay<T extends object> extends OpenPipeline<T> {
  readonly diff: boolean
}

/**
 * Transforms and loads again from staged pages, oldest batch first, each in one transaction; no request is made. Under
 * the same rules nothing changes. Interrupted anywhere, calling it again goes on: what is done is done. A gate that
 * objects leaves the batch as it was published before.
 *
 * @throws only for programming errors; everything else is in the report.
 */
export async function replayPipeline<T extends object>(
  pipeline: Pipeline<T>,
  options: ReplayOptions = {},
): Promise<ReplayReport> {
  await using execution = beginExecution(pipeline.name, options, Number.POSITIVE_INFINITY)
  const { diff = false } = options
  const done: ReplayedBatch[] = []
  const report = (thrown?: unknown): ReplayReport => {
    const interrupted = options.signal?.aborted === true
    const error = thrown === undefined ? null : asTamisError(thrown, 'transform')
    const failed = done.find((batch) => batch.error !== null)
    return {
      pipeline: pipeline.name,
      diff,
      status:
        error === null ? (failed === undefined ? 'done' : 'failed') : interrupted ? 'interrupted' : 'failed',
      batches: done,
      error: error === null ? (failed?.error ?? null) : describe(error),
      exitCode:
        error === null ? exitCodeOf(failed?.error) : interrupted ? interruptedCode(error) : error.exitCode,
    }
  }
  try {
    await using sink = await pipeline.sink.open(pipeline.source.dataset, execution.context)
    await using stager = await pipeline.stager.open(execution.context)
    if (!diff) await mendIssueFiles(pipeline, sink, execution)
    for (const batch of await selected(pipeline.name, sink, stager, options)) {
      stopIfAsked(execution.context)
      done.push(await replayBatch({ pipeline, sink, stager, execution, diff }, batch))
    }
    return report()
  } catch (thrown) {
    return report(thrown)
  }
}

/** @throws TamisError `batch.unknown`, `batch.id_taken`. */
async function selected<T extends object>(
  pipeline: string,
  sink: SinkSession<T>,
  stager: StagerSession,
  { batches, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: ReplayOptions,
): Promise<readonly Batch[]> {
  const committed = await sink.committed()
  if (batches === undefined) return committed.filter((batch) => between(batch.extractedAt ?? 0, from, to))
  const wanted: Batch[] = []
  for (const id of batches) {
    const found = (await sink.find(id)) ?? (await stager.find(id))
    if (found === undefined || found.state === 'open') {
      throw new TamisError('batch.unknown', {
        message: `No batch ${JSON.stringify(id)} with all its pages staged`,
      })
    }
    requireOwner(pipeline, found)
    wanted.push(found)
  }
  return wanted.sort((a, b) => (a.extractedAt ?? 0) - (b.extractedAt ?? 0))
}

function between(time: number, from: number, to: number): boolean {
  return time >= from && time <= to
}

async function replayBatch<T extends object>(replay: Replay<T>, batch: Batch): Promise<ReplayedBatch> {
  const { pipeline, sink, execution, diff } = replay
  const { context } = execution
  const account = new RunAccount(context)
  account.take(batch)
  if (!diff) {
    await sink.began({
      runId: runIdOf(context.runId, batch),
      batchId: batch.batchId,
      mode: 'replay',
      startedAt: account.startedAt,
    })
  }
  const outcome = await judgeAgain(replay, batch, account)
  if (!diff) await sink.ended(replayReport(account, batch, context.runId))
  if (outcome.status === 'failed')
    context.logger.error(`Could not replay ${batch.batchId}: ${outcome.error?.message}`)
  context.logger.debug(`Replayed ${batch.batchId} of ${pipeline.name}: ${outcome.status}`)
  return outcome
}

async function judgeAgain<T extends object>(
  replay: Replay<T>,
  batch: Batch,
  account: RunAccount,
): Promise<ReplayedBatch> {
  const { pipeline, sink, execution, diff } = replay
  const told = { batchId: batch.batchId, revision: batch.revision, difference: null, error: null }
  try {
    const judged = await transformSealed(replay, batch)
    const load = isWaived(batch, judged.gates) ? { ...judged, outcome: 'published' as const } : judged
    account.count(load)
    if (load.outcome === 'rejected' && batch.state === 'published') {
      const error = rejection(batch.batchId, load.gates)
      account.end('rejected', error)
      return { ...told, status: 'rejected', error: describe(error) }
    }
    const receipt = await commitLoad(sink, load, execution, { dryRun: diff })
    account.take({ ...batch, revision: receipt.revision })
    if (!diff) account.issueFile = await followCommit(pipeline, sink, batch, execution)
    return { ...told, ...conclude(load.outcome, batch, receipt, account, load.gates) }
  } catch (thrown) {
    if (execution.context.signal.aborted || !isTamisError(thrown)) throw thrown
    if (thrown.code === 'page.pruned') {
      account.end('skipped')
      return { ...told, status: 'skipped' }
    }
    // What concerns one batch is told with it; a store that fails would fail for all that follow.
    if (thrown.phase !== 'transform') throw thrown
    return { ...told, status: 'failed', error: describe(account.fail(thrown, false)) }
  }
}

function conclude(
  outcome: 'published' | 'rejected',
  batch: Batch,
  receipt: Receipt,
  account: RunAccount,
  gates: CommittedBatch['gates'],
): Pick<ReplayedBatch, 'status' | 'revision' | 'difference' | 'error'> {
  const { revision, difference, changed } = receipt
  if (outcome === 'rejected') {
    const error = rejection(batch.batchId, gates)
    account.end('rejected', error)
    // Rejected before and still so is no news, and must not make every replay of a long history fail.
    return { status: 'rejected', revision, difference, error: changed ? describe(error) : null }
  }
  account.end(changed ? 'published' : 'unchanged')
  return { status: changed ? 'changed' : 'unchanged', revision, difference, error: null }
}

/** Whether a batch that was accepted by hand fails only the gates that were overridden then. */
function isWaived(batch: Batch, gates: readonly GateResult[]): boolean {
  if (batch.state !== 'published' || !('gates' in batch)) return false
  const before = failedGates((batch as CommittedBatch).gates)
  return failedGates(gates).every((gate) => before.includes(gate))
}

function failedGates(gates: readonly GateResult[]): readonly string[] {
  return gates
    .filter((gate) => gate.outcome === 'failed' && gate.severity === 'reject')
    .map((gate) => gate.gate)
}

/** A run of the ledger is about one batch, so each batch of a replay is a run of its own. */
function runIdOf(runId: string, batch: Batch): string {
  return `${runId}/${batch.batchId}`
}

function replayReport(account: RunAccount, batch: Batch, runId: string): RunReport {
  return { ...account.report(), runId: runIdOf(runId, batch) }
}

function describe({ code, message, hint, phase, recovery }: TamisError): ReportedError {
  return { code, message, hint, phase, recovery }
}

function exitCodeOf(error: ReportedError | null | undefined): number {
  return error == null ? 0 : ERRORS[error.code as ErrorCode].exitCode
}

function interruptedCode(error: TamisError): number {
  return error.code === 'run.interrupted' ? error.exitCode : 130
}
