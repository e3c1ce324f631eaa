import { NOTHING_COUNTED, type RunReport, reportedError, reportToJson, type TamisError } from '@tamis/core'

/** The account of a run that failed before there was one; without a run id, and without a name where none was given. */
export function failedRun(error: TamisError, batchId: string | null, now: number, pipeline = ''): RunReport {
  return {
    ...NOTHING_COUNTED,
    status: 'failed',
    pipeline,
    batchId,
    attempt: 0,
    revision: 0,
    runId: '',
    apiCalls: 0,
    retries: 0,
    extractedAt: null,
    startedAt: now,
    finishedAt: now,
    durationMs: 0,
    issueFile: null,
    error: reportedError(error),
    exitCode: error.exitCode,
  }
}

/** The account of any run as the last line of its output; one that never began has neither id nor pipeline. */
export function runJson(report: RunReport): Readonly<Record<string, unknown>> {
  const json = reportToJson(report)
  return report.runId === '' ? { ...json, pipeline: null, run_id: null } : json
}

/** The same of a failure, with every key of a run, so that a reader needs no second parser. */
export function failedRunJson(
  error: TamisError,
  batchId: string | null,
  now: number,
): Readonly<Record<string, unknown>> {
  return runJson(failedRun(error, batchId, now))
}
