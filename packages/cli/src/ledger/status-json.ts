import { type GateResult, isoTime } from '@tamis/core'
import type { BatchSummary, PipelineStatus } from '@tamis/sink-sqlite/read'
import { batchRow } from './batch-json.ts'
import { nextDue } from './next-due.ts'

/** How a pipeline is, as programs read it. */
export function statusJson(
  status: PipelineStatus,
  path: string,
  now: number,
): Readonly<Record<string, unknown>> {
  const { latest, lastRun, holder, database, judged } = status
  const due = nextDue(status.pipeline, status.trend)
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
    gates: judged === null ? null : { batch_id: judged.batch.batchId, results: judged.gates.map(gateJson) },
    pending: status.pending.map(batchRow),
    next_due:
      due === null ? null : { at: isoTime(due.at), basis: due.basis, overdue_ms: Math.max(0, now - due.at) },
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
    database: {
      path,
      bytes: database.bytes,
      free_bytes: database.freeBytes,
      raw_bytes: database.rawBytes,
      batches: database.batches,
      bytes_per_batch: database.bytesPerBatch,
      bytes_per_year: database.bytesPerYear,
    },
    next: nextStep(status, now),
  }
}

function gateJson({ gate, severity, outcome, findings = [] }: GateResult): Readonly<Record<string, unknown>> {
  return { gate, severity, outcome, messages: findings.map(({ message }) => message) }
}

/** What only somebody can mend: defects, storage, the key, the configuration. */
const NOT_BY_ITSELF = [1, 74, 77, 78]

/** The command that helps most now. */
export function nextStep(status: PipelineStatus, now: number): string {
  const { latest, pending, ageMs, openQuarantine, holder, lastRun } = status
  const wanting = (state: BatchSummary['state']): BatchSummary | undefined =>
    pending.find((batch) => batch.state === state)
  const parked = pending.find((batch) => batch.parkedAt !== null)
  if (parked !== undefined) return `tamis replay --batch ${parked.batchId}`
  const rejected = wanting('rejected')
  if (rejected !== undefined) return `tamis batches show ${rejected.batchId}`
  const unfinished = wanting('open') ?? wanting('sealed')
  if (unfinished !== undefined && holder === null) return `tamis run --batch-id ${unfinished.batchId}`
  if (NOT_BY_ITSELF.includes(lastRun?.exitCode ?? 0)) return 'tamis doctor'
  if (latest === null || (ageMs ?? 0) > DAY_MS || isOverdue(status, now)) return 'tamis run'
  return openQuarantine > 0 ? 'tamis quarantine list' : 'tamis universe --top 10'
}

/** Late enough for a scheduler's own retries to be over. */
const GRACE_MS = 3_600_000

/** Whether the next batch should be there by now. */
export function isOverdue({ pipeline, trend, holder }: PipelineStatus, now: number): boolean {
  const due = nextDue(pipeline, trend)
  return due !== null && holder === null && now > due.at + GRACE_MS
}

const DAY_MS = 86_400_000
