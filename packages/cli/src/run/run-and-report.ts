import { randomUUID } from 'node:crypto'
import { type Pipeline, type RunOptions, type RunReport, runPipeline } from '@tamis/core'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { type Audience, observe } from '../observe/observer.ts'
import { watching } from './watch.ts'

/** Runs a pipeline as a command does: logs and progress on stderr, stopped by signals, observers told. */
export async function runAndReport(
  pipeline: Pipeline<AnyRecord>,
  options: Pick<RunOptions, 'batchId' | 'ifOlderThanMs'>,
  audience: Audience = { observers: [], problems: [] },
): Promise<RunReport> {
  const runId = randomUUID()
  return await watching(
    async (watched) => {
      const ended = observe(audience, { runId, startedAt: Date.now() }, watched)
      const report = await runPipeline(pipeline, { ...options, ...watched, runId })
      await ended(report)
      return report
    },
    { pipeline: pipeline.name, run_id: runId },
  )
}
