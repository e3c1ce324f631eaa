import { type Pipeline, type RunOptions, type RunReport, runPipeline } from '@tamis/core'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { watching } from './watch.ts'

/** Runs a pipeline as a command does: logs and progress on stderr, stopped by signals. */
export async function runAndReport(
  pipeline: Pipeline<AnyRecord>,
  options: Pick<RunOptions, 'batchId' | 'ifOlderThanMs'>,
): Promise<RunReport> {
  return await watching((watched) => runPipeline(pipeline, { ...options, ...watched }))
}
