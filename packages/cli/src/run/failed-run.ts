import { type RunReport, reportToJson, type TamisError } from '@tamis/core'
import { errorJson } from '../errors/error-json.ts'

const NOTHING: Omit<
  RunReport,
  'status' | 'pipeline' | 'batchId' | 'startedAt' | 'finishedAt' | 'error' | 'exitCode'
> = {
  attempt: 0,
  revision: 0,
  runId: '',
  pages: 0,
  requested: 0,
  missing: 0,
  extracted: 0,
  loaded: 0,
  quarantined: 0,
  duplicates: 0,
  warnings: 0,
  findings: {},
  gates: {},
  apiCalls: 0,
  retries: 0,
  extractedAt: null,
  durationMs: 0,
  issueFile: null,
}

/** The account of a run that failed before there was one; without a run id, and without a name where none was given. */
export function failedRun(error: TamisError, batchId: string | null, now: number, pipeline = ''): RunReport {
  const times = { startedAt: now, finishedAt: now }
  const end = { status: 'failed', error: errorJson(error), exitCode: error.exitCode } as const
  return { ...NOTHING, pipeline, batchId, ...times, ...end }
}

/** The same as the last line of its output: with every key of a run, so that a reader needs no second parser. */
export function failedRunJson(
  error: TamisError,
  batchId: string | null,
  now: number,
): Readonly<Record<string, unknown>> {
  return { ...reportToJson(failedRun(error, batchId, now)), pipeline: null, run_id: null }
}
