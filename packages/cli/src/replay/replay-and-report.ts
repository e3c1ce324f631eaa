import { type Pipeline, type ReplayOptions, type ReplayReport, replayPipeline } from '@tamis/core'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { watching } from '../run/watch.ts'

/** Replays as a command does: logs on stderr, stopped by signals. */
export async function replayAndReport(
  pipeline: Pipeline<AnyRecord>,
  options: Pick<ReplayOptions, 'batches' | 'from' | 'to' | 'diff'>,
): Promise<ReplayReport> {
  return await watching((watched) => replayPipeline(pipeline, { ...options, ...watched }))
}
