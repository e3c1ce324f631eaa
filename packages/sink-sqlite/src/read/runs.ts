import type { ReportedError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { timeOrNull } from '../ledger.ts'

/** One execution, as the ledger has it. Times are milliseconds since 1970 UTC; null while it has not ended. */
export interface RunSummary {
  readonly runId: string
  readonly pipeline: string
  readonly batchId: string | null
  readonly mode: 'run' | 'replay'
  readonly status: string | null
  readonly startedAt: number
  readonly finishedAt: number | null
  readonly durationMs: number | null
  readonly apiCalls: number | null
  readonly retries: number | null
  readonly error: ReportedError | null
  readonly exitCode: number | null
}

export interface RunFilter {
  readonly pipeline?: string
  readonly batchId?: string
  readonly limit?: number
}

interface Row {
  readonly run_id: string
  readonly pipeline: string
  readonly batch_id: string | null
  readonly mode: 'run' | 'replay'
  readonly status: string | null
  readonly started_at: string
  readonly finished_at: string | null
  readonly duration_ms: number | null
  readonly api_calls: number | null
  readonly retries: number | null
  readonly error: string | null
  readonly exit_code: number | null
}

/** Runs by their start, the last one first. */
export function lastRuns(db: Database, { pipeline, batchId, limit = -1 }: RunFilter): readonly RunSummary[] {
  const sql = `select * from runs where pipeline = coalesce(?, pipeline) and batch_id is coalesce(?, batch_id)
    order by started_at desc limit ?`
  return db
    .prepare<[string | null, string | null, number], Row>(sql)
    .all(pipeline ?? null, batchId ?? null, limit)
    .map((row) => ({
      runId: row.run_id,
      pipeline: row.pipeline,
      batchId: row.batch_id,
      mode: row.mode,
      status: row.status,
      startedAt: Date.parse(row.started_at),
      finishedAt: timeOrNull(row.finished_at),
      durationMs: row.duration_ms,
      apiCalls: row.api_calls,
      retries: row.retries,
      error: row.error === null ? null : (JSON.parse(row.error) as ReportedError),
      exitCode: row.exit_code,
    }))
}
