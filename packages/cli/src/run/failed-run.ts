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
  apiCalls: 0,
  retries: 0,
  extractedAt: null,
  durationMs: 0,
  issueFile: null,
}

/** The last line of a run that failed before there was one: the same shape, so that a reader needs no second parser. */
export function failedRunJson(
  error: TamisError,
  batchId: string | null,
  now: number,
): Readonly<Record<string, unknown>> {
  const times = { startedAt: now, finishedAt: now }
  const report = {
    ...NOTHING,
    status: 'failed',
    pipeline: '',
    batchId,
    ...times,
    error: errorJson(error),
    exitCode: error.exitCode,
  } as const
  return { ...reportToJson(report), pipeline: null, run_id: null }
}
