import { isoTime } from '@tamis/core'
import type { BatchSummary, PipelineStatus } from '@tamis/sink-sqlite/read'
import { batchRow } from './batch-json.ts'

/** How a pipeline is, as programs read it. */
export function statusJson(status: PipelineStatus, path: string): Readonly<Record<string, unknown>> {
  const { latest, lastRun, holder, database } = status
  return {
    pipeline: status.pipeline,
    latest: latest === null ? null : batchRow(latest),
    age_ms: status.ageMs,
    trend: status.trend.map(({ batchId, state, extractedAt, loaded, quarantined }) => ({
      batch_id: batchId,
      state,
      extracted_at: isoTime(extractedAt),
      loaded,
      quarantined,
    })),
    pending: status.pending.map(batchRow),
    last_run:
      lastRun === null
        ? null
        : {
            run_id: lastRun.runId,
            batch_id: lastRun.batchId,
            mode: lastRun.mode,
            status: lastRun.status,
            started_at: isoTime(lastRun.startedAt),
            finished_at: isoTime(lastRun.finishedAt),
            error: lastRun.error,
            exit_code: lastRun.exitCode,
          },
    running:
      holder === null
        ? null
        : {
            run_id: holder.runId,
            host: holder.owner.host,
            pid: holder.owner.pid,
            since: isoTime(holder.since),
          },
    open_quarantine: status.openQuarantine,
    database: { path, bytes: database.bytes, free_bytes: database.freeBytes, batches: database.batches },
    next: nextStep(status),
  }
}

/** The command that helps most now. */
export function nextStep({ latest, pending, ageMs, openQuarantine, holder }: PipelineStatus): string {
  const wanting = (state: BatchSummary['state']): BatchSummary | undefined =>
    pending.find((batch) => batch.state === state)
  const parked = pending.find((batch) => batch.parkedAt !== null)
  if (parked !== undefined) return `tamis replay --batch ${parked.batchId}`
  const rejected = wanting('rejected')
  if (rejected !== undefined) return `tamis batches show ${rejected.batchId}`
  const unfinished = wanting('open') ?? wanting('sealed')
  if (unfinished !== undefined && holder === null) return `tamis run --batch-id ${unfinished.batchId}`
  if (latest === null || (ageMs ?? 0) > DAY_MS) return 'tamis run'
  return openQuarantine > 0 ? 'tamis quarantine list' : 'tamis universe --top 10'
}

const DAY_MS = 86_400_000
