import type { Batch } from '../batch.ts'
import { TamisError } from '../errors.ts'
import type { RunContext } from '../flow.ts'
import { clearIssues, exportIssues } from '../load/issue-file.ts'
import type { CommitOptions, Receipt, SinkSession } from '../load/sink.ts'
import { addsUp } from '../report.ts'
import type { StagerSession } from '../stage/stager.ts'
import type { Collected } from '../transform/collect.ts'
import { EMPTY_GATE } from '../transform/engine-judges.ts'
import type { GateResult } from '../transform/gate.ts'
import { lookBackOf } from '../transform/look-back.ts'
import { collectorOf, type History, transformBatch } from '../transform/transform-batch.ts'
import type { Transformed } from '../transform/transformed.ts'
import type { Execution } from './options.ts'
import type { Pipeline } from './pipeline.ts'
import type { ReadAhead } from './read-ahead.ts'
import { versionsOf } from './versions.ts'

/** Earlier batches that gates compare with. */
const EARLIER_LIMIT = 20

/** A pipeline whose store is open. */
export interface OpenPipeline<T extends object> {
  readonly pipeline: Pipeline<T>
  readonly sink: SinkSession<T>
  readonly stager: StagerSession
  readonly execution: Execution
}

/**
 * Judges a sealed batch by the pipeline's rules and gates, with what was known before it: what was read of it `ahead`, or
 * else what its stage holds. Writes nothing, and lets go of what it collected, which is large.
 *
 * @throws TamisError `page.pruned`, `page.damaged`, `parse.failed`, `rule.*`.
 */
export async function transformSealed<T extends object>(
  open: OpenPipeline<T>,
  batch: Batch,
  ahead?: Pick<ReadAhead<T>, 'end'>,
): Promise<Transformed<T>> {
  const collected = ahead?.end() ?? (await collectStaged(open, batch))
  const { pipeline, sink, execution } = open
  const { source, rules, gates } = pipeline
  const { depth, fields } = lookBackOf(rules)
  return transformBatch(batch, collected, {
    source,
    rules,
    gates,
    versions: versionsOf(pipeline),
    history: depth > 0 ? historyOf(await sink.history(batch, depth, fields)) : () => [],
    earlier: gates.length > 0 ? await sink.earlier(batch, EARLIER_LIMIT) : [],
    limit: execution.limit,
  })
}

async function collectStaged<T extends object>(
  { pipeline, stager, execution }: OpenPipeline<T>,
  batch: Batch,
): Promise<Collected<T>> {
  const collector = collectorOf(batch, { ...pipeline, limit: execution.limit })
  // A stager may unpack a body each time it is asked for: once will do until the page is judged.
  for await (const page of stager.pages(batch)) collector.add({ ...page, body: page.body }, page)
  return collector.end()
}

function historyOf<T extends object>(known: Awaited<ReturnType<SinkSession<T>['history']>>): History<T> {
  return (key) => known.get(key) ?? []
}

/**
 * Commits a judged batch. Its issue file follows by `followCommit`, once the load, which is large, is let go of.
 *
 * @throws TamisError `conservation.broken` before anything is written, `store.*`.
 */
export async function commitLoad<T extends object>(
  sink: SinkSession<T>,
  load: Transformed<T>,
  { context }: Execution,
  options: CommitOptions & { readonly note?: string } = {},
): Promise<Receipt> {
  if (!addsUp(load.counts)) {
    const { extracted, loaded, quarantined, duplicates } = load.counts
    const message = `${extracted} extracted are not ${loaded} loaded + ${quarantined} quarantined + ${duplicates} duplicates`
    throw new TamisError('conservation.broken', { message })
  }
  const { note = null, ...commitOptions } = options
  return sink.commit({ ...load, at: context.clock.now(), note }, commitOptions)
}

/** Brings the issue file of a committed batch in line; returns its path. @throws TamisError `issues.unwritable`, `store.*`. */
export async function followCommit<T extends object>(
  { issues }: Pipeline<T>,
  sink: SinkSession<T>,
  { batchId }: Batch,
  { context, files }: Execution,
): Promise<string | null> {
  if (issues === null) return null
  context.failpoint('committed')
  const committed = await sink.find(batchId)
  const path = committed === undefined ? null : await exportIssues(sink, committed, issues, files)
  context.failpoint('exported')
  return path
}

/** Writes the issue files that a crash after the commit left behind, and clears what it left half-written. */
export async function mendIssueFiles<T extends object>(
  pipeline: Pipeline<T>,
  sink: SinkSession<T>,
  { context, files }: Execution,
): Promise<void> {
  if (pipeline.issues === null) return
  await clearIssues(pipeline.issues, files, pipeline.name)
  for (const batch of await sink.unexported()) {
    const path = await exportIssues(sink, batch, pipeline.issues, files)
    context.logger.info(`Wrote the issue file of ${batch.batchId} again`, { path })
  }
}

/** The error of a batch that gates rejected; the empty batch has one of its own. */
export function rejection(batchId: string, gates: readonly GateResult[]): TamisError {
  const failed = gates.filter((gate) => gate.outcome === 'failed' && gate.severity === 'reject')
  const why = failed.flatMap((gate) =>
    (gate.findings ?? []).map((finding) => `${gate.gate}: ${finding.message}`),
  )
  const empty = failed.some((gate) => gate.gate === EMPTY_GATE.id)
  return new TamisError(empty ? 'batch.empty' : 'batch.rejected', {
    message: `Batch ${batchId} was rejected (${why.join('; ')})`,
    ...(empty
      ? {}
      : {
          hint: `See \`tamis batches show ${batchId}\`; if it is right after all, \`tamis accept ${batchId} --note …\`.`,
        }),
  })
}

/** Throws if the caller or the deadline wants the run to stop; called between transactions. */
export function stopIfAsked(context: RunContext): void {
  context.signal.throwIfAborted()
}
