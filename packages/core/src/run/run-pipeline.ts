import { type Batch, defaultBatchId } from '../batch.ts'
import type { TamisError } from '../errors.ts'
import { prepareIssues } from '../load/issue-file.ts'
import type { Receipt } from '../load/sink.ts'
import type { RunReport } from '../report.ts'
import { collectorOf } from '../transform/transform-batch.ts'
import type { Transformed } from '../transform/transformed.ts'
import { RunAccount } from './account.ts'
import { chooseBatch, requireBatchId } from './choose-batch.ts'
import { type Connection, connect } from './connect.ts'
import { extractBatch } from './extract-batch.ts'
import {
  commitLoad,
  followCommit,
  mendIssueFiles,
  type OpenPipeline,
  rejection,
  stopIfAsked,
  transformSealed,
} from './load-batch.ts'
import { beginExecution, type Execution, type ExecutionOptions } from './options.ts'
import type { Pipeline } from './pipeline.ts'
import { ReadAhead } from './read-ahead.ts'

export interface RunOptions extends ExecutionOptions {
  /** Which batch to begin or go on with. Default: a new one, after loading what earlier runs left sealed. */
  readonly batchId?: string
  /** Does nothing if a published batch of the pipeline is younger than this many milliseconds. */
  readonly ifOlderThanMs?: number
  /** Longest time the run may take, in milliseconds. Default: twice its planned time plus 10 minutes. */
  readonly deadlineMs?: number
}

/** Everything one run works with. */
interface Run<T extends object> extends OpenPipeline<T> {
  readonly account: RunAccount
}

/**
 * One batch, end to end: extract, stage, transform, load. Resolves with a report whatever network, data or disk did.
 *
 * @throws only for programming errors: a pipeline that was not made by `definePipeline`.
 */
export async function runPipeline<T extends object>(
  pipeline: Pipeline<T>,
  options: RunOptions = {},
): Promise<RunReport> {
  const deadlineMs = options.deadlineMs ?? 2 * pipeline.source.estimate().durationMs + 10 * 60_000
  await using execution = beginExecution(pipeline.name, options, deadlineMs)
  const account = new RunAccount(execution.context)
  try {
    if (options.batchId !== undefined) {
      account.name(options.batchId)
      requireBatchId(options.batchId)
    }
    if (pipeline.issues !== null) {
      await prepareIssues(pipeline.issues, execution.files, execution.context.runId)
    }
    account.enter('stage')
    await using sink = await pipeline.sink.open(pipeline.source.dataset, execution.context)
    await using stager = await pipeline.stager.open(execution.context)
    await runInSession({ pipeline, sink, stager, account, execution }, options)
  } catch (thrown) {
    account.fail(thrown, options.signal?.aborted === true)
  }
  return account.report()
}

async function runInSession<T extends object>(run: Run<T>, options: RunOptions): Promise<void> {
  const { pipeline, sink, account, execution } = run
  const { context } = execution
  if (await isRecent(run, options.ifOlderThanMs)) return account.end('skipped')
  await mendIssueFiles(pipeline, sink, execution)
  if (options.batchId === undefined) await loadLeftovers(run)
  const batchId = options.batchId ?? defaultBatchId(pipeline.name, account.startedAt, context.random)
  account.name(batchId)
  await sink.began({ runId: context.runId, batchId, mode: 'run', startedAt: account.startedAt })
  try {
    await runBatch(run, batchId)
  } catch (thrown) {
    account.fail(thrown, options.signal?.aborted === true)
  }
  await noteEnd(run)
}

/** What cannot be noted must not hide what happened. */
async function noteEnd<T extends object>({ sink, account, execution }: Run<T>): Promise<void> {
  const report = account.report()
  try {
    await sink.ended(report)
  } catch (error) {
    if (report.error === null) throw error
    execution.context.logger.warn(`Could not note the end of the run: ${String(error)}`)
  }
}

async function isRecent<T extends object>(
  { sink, account, execution }: Run<T>,
  ageMs?: number,
): Promise<boolean> {
  if (ageMs === undefined) return false
  const published = (await sink.committed()).filter((batch) => batch.state === 'published' && !batch.adHoc)
  const last = published.at(-1)
  if (last?.extractedAt == null || execution.context.clock.now() - last.extractedAt >= ageMs) return false
  account.recall(last)
  return true
}

async function runBatch<T extends object>(run: Run<T>, batchId: string): Promise<void> {
  const { pipeline, sink, stager, account, execution } = run
  const choice = await chooseBatch(pipeline, batchId, sink, stager, execution.context)
  if (choice.kind === 'new') return runNew(run, choice.begin)
  account.take(choice.batch)
  if (choice.kind === 'committed') {
    account.recall(choice.batch)
    if (choice.batch.state === 'published') return account.end('unchanged')
    return account.end('rejected', rejection(choice.batch.batchId, choice.batch.gates))
  }
  await countingFailures(run, choice.batch, async () => {
    if (choice.kind === 'sealed') return loadSealed(run, choice.batch)
    return extractAndLoad(run, choice.batch, connectTo(run))
  })
}

/** Connects before it begins: a source that lacks what it needs, such as a key, must not leave a batch open. */
async function runNew<T extends object>(run: Run<T>, begin: () => Promise<Batch>): Promise<void> {
  const connection = connectTo(run)
  const batch = await begin()
  run.account.take(batch)
  await extractAndLoad(run, batch, connection)
}

function connectTo<T extends object>({ pipeline, account, execution }: Run<T>): Connection {
  const connection = connect(pipeline.source, execution.context)
  account.meter = connection.session
  return connection
}

async function extractAndLoad<T extends object>(
  run: Run<T>,
  batch: Batch,
  connection: Connection,
): Promise<void> {
  const extracted = await extractAndSeal(run, batch, connection)
  await loadSealed(run, extracted.batch, extracted.ahead)
}

async function extractAndSeal<T extends object>(
  { pipeline, stager, account, execution }: Run<T>,
  batch: Batch,
  connection: Connection,
): Promise<{ readonly batch: Batch; readonly ahead: ReadAhead<T> }> {
  const { context } = execution
  const ahead = new ReadAhead(collectorOf(batch, { ...pipeline, limit: execution.limit }))
  account.enter('extract')
  const pages = await extractBatch(pipeline.source, stager, batch, context, connection, (page, kept) =>
    ahead.add(page, kept),
  )
  stopIfAsked(context)
  account.enter('stage')
  const listing = pages.find((page) => page.request.kind === 'listing')
  const sealed = await stager.seal(batch, {
    pages: pages.filter((page) => page.request.kind === 'records').length,
    requested: pipeline.source.requested(batch.plan, listing).records,
    extractedAt: Math.max(...pages.map((page) => page.fetchedAt)),
    listingSha256: listing?.sha256 ?? null,
  })
  context.failpoint('sealed')
  account.take(sealed)
  return { batch: sealed, ahead }
}

/** Loads a sealed batch: what was read of it ahead, or else what its stage holds. */
async function loadSealed<T extends object>(run: Run<T>, batch: Batch, ahead?: ReadAhead<T>): Promise<void> {
  const { pipeline, sink, account, execution } = run
  stopIfAsked(execution.context)
  account.enter('transform')
  const { outcome, gates, revision } = await judgeAndCommit(run, batch, ahead)
  account.take({ ...batch, state: outcome, revision })
  account.issueFile = await followCommit(pipeline, sink, batch, execution)
  if (outcome === 'published') account.end('published')
  else account.end('rejected', rejection(batch.batchId, gates))
}

async function judgeAndCommit<T extends object>(
  run: Run<T>,
  batch: Batch,
  ahead?: ReadAhead<T>,
): Promise<Pick<Transformed<T>, 'outcome' | 'gates'> & Pick<Receipt, 'revision'>> {
  const { sink, account, execution } = run
  const load = await transformSealed(run, batch, ahead)
  account.count(load)
  warnOfMissing(load, execution)
  account.enter('load')
  const { revision } = await commitLoad(sink, load, execution)
  return { outcome: load.outcome, gates: load.gates, revision }
}

const NAMED = 5

/** Who asked for a coin by name is told when no answer holds it. */
function warnOfMissing({ missing, requested }: Transformed<object>, { context }: Execution): void {
  if (missing.keys.length === 0) return
  const names = missing.keys.slice(0, NAMED).join(', ')
  const more = missing.count > NAMED ? ` and ${missing.count - NAMED} more` : ''
  context.logger.warn(`No answer held ${missing.count} of ${requested} records asked for: ${names}${more}`)
}

/** A resume that ends in a defect counts against the batch, so that it cannot hold up its pipeline for ever. */
async function countingFailures<T extends object>(
  { account, stager, execution }: Run<T>,
  batch: Batch,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (execution.context.signal.aborted) throw thrown
    const error: TamisError = account.fail(thrown, false)
    if (error.exitCode === 1) await stager.failed(batch)
    throw error
  }
}

/** Loads what earlier runs sealed and never loaded. One that fails does not stop the run. */
async function loadLeftovers<T extends object>(run: Run<T>): Promise<void> {
  const { sink, stager, execution } = run
  for (const batch of await stager.sealed()) {
    if (batch.parkedAt !== null || (await sink.find(batch.batchId)) !== undefined) continue
    const own: Run<T> = { ...run, account: new RunAccount(execution.context) }
    try {
      await countingFailures(own, batch, () => loadSealed(own, batch))
      execution.context.logger.info(`Loaded batch ${batch.batchId}, which an earlier run had left sealed`)
    } catch (thrown) {
      stopIfAsked(execution.context)
      execution.context.logger.error(`Could not load batch ${batch.batchId}: ${String(thrown)}`)
    }
  }
}
