import type { Batch } from '../batch.ts'
import { TamisError } from '../errors.ts'
import type { RunContext } from '../flow.ts'
import { clearIssues, exportIssues } from '../load/issue-file.ts'
import type { CommitOptions, Receipt, SinkSession } from '../load/sink.ts'
import type { StagedPage } from '../page.ts'
import { addsUp } from '../report.ts'
import type { History } from '../transform/collect.ts'
import type { GateResult } from '../transform/gate.ts'
import { transformBatch } from '../transform/transform-batch.ts'
import type { Transformed } from '../transform/transformed.ts'
import type { Execution } from './options.ts'
import type { Pipeline } from './pipeline.ts'
import { versionsOf } from './versions.ts'

/** Longest history that rules get to see, in batches. */
const HISTORY_LIMIT = 100
/** Earlier batches that gates compare with. */
const EARLIER_LIMIT = 20

/** Judges a sealed batch by the pipeline's rules and gates, with what was known before it. Writes nothing. */
export async function transformSealed<T extends object>(
  pipeline: Pipeline<T>,
  sink: SinkSession<T>,
  batch: Batch,
  pages: AsyncIterable<StagedPage> | Iterable<StagedPage>,
  execution: Execution,
): Promise<Transformed<T>> {
  const { source, rules, gates } = pipeline
  const depth = Math.min(HISTORY_LIMIT, Math.max(0, ...rules.map((rule) => rule.needs?.history ?? 0)))
  return transformBatch(batch, pages, {
    source,
    rules,
    gates,
    versions: versionsOf(pipeline),
    history: depth > 0 ? historyOf(await sink.history(batch, depth)) : () => [],
    earlier: gates.length > 0 ? await sink.earlier(batch, EARLIER_LIMIT) : [],
    limit: execution.limit,
  })
}

function historyOf<T extends object>(known: Awaited<ReturnType<SinkSession<T>['history']>>): History<T> {
  return (key) => known.get(key) ?? []
}

/**
 * Commits a judged batch and brings its issue file in line.
 *
 * @throws TamisError `conservation.broken` before anything is written, `store.*`, `issues.unwritable`.
 */
export async function commitLoad<T extends object>(
  pipeline: Pipeline<T>,
  sink: SinkSession<T>,
  load: Transformed<T>,
  execution: Execution,
  options: CommitOptions & { readonly note?: string } = {},
): Promise<{ readonly receipt: Receipt; readonly issueFile: string | null }> {
  const { context, files } = execution
  if (!addsUp(load.counts)) {
    const { extracted, loaded, quarantined, duplicates } = load.counts
    const message = `${extracted} extracted are not ${loaded} loaded + ${quarantined} quarantined + ${duplicates} duplicates`
    throw new TamisError('conservation.broken', { message })
  }
  const { note = null, ...commitOptions } = options
  const receipt = await sink.commit({ ...load, at: context.clock.now(), note }, commitOptions)
  if (commitOptions.dryRun === true || pipeline.issues === null) return { receipt, issueFile: null }
  context.failpoint('committed')
  const committed = await sink.find(load.batch.batchId)
  const issueFile =
    committed === undefined ? null : await exportIssues(sink, committed, pipeline.issues, files)
  context.failpoint('exported')
  return { receipt, issueFile }
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
  const empty = failed.some((gate) => gate.gate === 'batch.empty')
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
