import { isoTime, type RunReport, type RunStart } from '@tamis/core'
import type { Database } from 'better-sqlite3'

/** Notes that a run begins. Inside a transaction. */
export function noteBegan(
  db: Database,
  pipeline: string,
  { runId, batchId, mode, startedAt }: RunStart,
): void {
  db.prepare(
    'insert or ignore into runs (run_id, pipeline, batch_id, mode, started_at) values (?, ?, ?, ?, ?)',
  ).run(runId, pipeline, batchId, mode, isoTime(startedAt))
}

/** Notes how a run ended. Inside a transaction. */
export function noteEnded(db: Database, report: RunReport): void {
  const values = {
    status: report.status,
    finished_at: isoTime(report.finishedAt),
    duration_ms: Math.round(report.durationMs),
    attempt: report.attempt,
    revision: report.revision,
    pages: report.pages,
    requested: report.requested,
    missing: report.missing,
    extracted: report.extracted,
    loaded: report.loaded,
    quarantined: report.quarantined,
    duplicates: report.duplicates,
    warnings: report.warnings,
    api_calls: report.apiCalls,
    retries: report.retries,
    issue_file: report.issueFile,
    error: report.error === null ? null : JSON.stringify(report.error),
    exit_code: report.exitCode,
  }
  const set = Object.keys(values).map((name) => `${name} = @${name}`)
  db.prepare(`update runs set ${set.join(', ')} where run_id = @run_id`).run({
    ...values,
    run_id: report.runId,
  })
}
