import { asTamisError, TamisError } from '../errors.ts'
import { exportIssues } from '../load/issue-file.ts'
import type { CommittedBatch, SinkSession } from '../load/sink.ts'
import type { ReportedError } from '../report.ts'
import { requireOwner } from './choose-batch.ts'
import { stopIfAsked } from './load-batch.ts'
import { beginExecution, type Execution, type ExecutionOptions } from './options.ts'
import type { Pipeline } from './pipeline.ts'

export interface ExportOptions extends ExecutionOptions {
  /** Default: every committed batch of the pipeline. */
  readonly batches?: readonly string[]
}

/** Issue files as they are after an export. */
export interface ExportReport {
  readonly pipeline: string
  /** `path` is null for a batch with nothing open, which has no file. */
  readonly files: readonly { readonly batchId: string; readonly path: string | null }[]
  readonly error: ReportedError | null
  readonly exitCode: number
}

/**
 * Writes the issue files of committed batches again from the quarantine, which is the truth they follow.
 *
 * @throws only for programming errors; everything else is in the report.
 */
export async function exportQuarantine<T extends object>(
  pipeline: Pipeline<T>,
  options: ExportOptions = {},
): Promise<ExportReport> {
  await using execution = beginExecution(pipeline.name, options, Number.POSITIVE_INFINITY)
  const files: { readonly batchId: string; readonly path: string | null }[] = []
  const told = { pipeline: pipeline.name, files }
  try {
    await using sink = await pipeline.sink.open(pipeline.source.dataset, execution.context)
    for (const batch of await selected(pipeline.name, sink, options.batches)) {
      stopIfAsked(execution.context)
      files.push({ batchId: batch.batchId, path: await exportOne(pipeline, sink, batch, execution) })
    }
    return { ...told, error: null, exitCode: 0 }
  } catch (thrown) {
    const { code, message, hint, phase, recovery, exitCode } = asTamisError(thrown, 'load')
    return { ...told, error: { code, message, hint, phase, recovery }, exitCode }
  }
}

async function exportOne<T extends object>(
  { issues }: Pipeline<T>,
  sink: SinkSession<T>,
  batch: CommittedBatch,
  { files }: Execution,
): Promise<string | null> {
  if (issues === null) {
    throw new TamisError('config.invalid', { message: 'issues: is null, so no issue file is to be written' })
  }
  return exportIssues(sink, batch, issues, files)
}

/** @throws TamisError `batch.unknown`, `batch.id_taken`. */
async function selected<T extends object>(
  pipeline: string,
  sink: SinkSession<T>,
  batches: readonly string[] | undefined,
): Promise<readonly CommittedBatch[]> {
  if (batches === undefined) return sink.committed()
  const found: CommittedBatch[] = []
  for (const id of batches) {
    const batch = await sink.find(id)
    if (batch === undefined)
      throw new TamisError('batch.unknown', { message: `No batch ${JSON.stringify(id)}` })
    requireOwner(pipeline, batch)
    found.push(batch)
  }
  return found
}
