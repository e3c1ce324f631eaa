import type { TamisError } from './errors.ts'
import { isoTime } from './iso-time.ts'

/** Where the candidates of a batch went. Always extracted = loaded + quarantined + duplicates. */
export interface BatchCounts {
  readonly extracted: number
  readonly loaded: number
  readonly quarantined: number
  readonly duplicates: number
}

export const RUN_STATUSES = [
  'published',
  'unchanged',
  'rejected',
  'failed',
  'interrupted',
  'skipped',
  'planned',
] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

/** What came of a gate. `not_evaluated` says that it could not be judged, which is not bad. */
export type GateOutcome = 'passed' | 'failed' | 'not_evaluated'

/** The typed account of a run. Times are milliseconds since 1970 UTC; {@link reportToJson} gives the wire format. */
export interface RunReport extends BatchCounts {
  readonly status: RunStatus
  readonly pipeline: string
  readonly batchId: string | null
  readonly attempt: number
  readonly revision: number
  readonly runId: string
  /** Pages of records; a listing is an API call, not a page. */
  readonly pages: number
  readonly requested: number
  readonly missing: number
  /** Findings that warn. */
  readonly warnings: number
  /** Findings by rule id, those that quarantine and those that warn. */
  readonly findings: Readonly<Record<string, number>>
  /** What came of each gate, by its id; empty before the batch was judged. Not in {@link reportToJson}: the ledger has it. */
  readonly gates: Readonly<Record<string, GateOutcome>>
  readonly apiCalls: number
  readonly retries: number
  readonly extractedAt: number | null
  readonly startedAt: number
  readonly finishedAt: number
  readonly durationMs: number
  readonly issueFile: string | null
  readonly error: ReportedError | null
  readonly exitCode: number
}

export interface ReportedError {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly phase: string
  readonly recovery: string
}

/** An error as it stands in a report and in JSON: what a program can act on, and nothing of the machine. */
export function reportedError({ code, message, hint, phase, recovery }: TamisError): ReportedError {
  return { code, message, hint, phase, recovery }
}

/** What a run counts, before there is anything to count. */
export const NOTHING_COUNTED = {
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
} as const satisfies Partial<RunReport>

/** Whether extracted = loaded + quarantined + duplicates, all of them counts. */
export function addsUp(counts: BatchCounts): boolean {
  const { extracted, loaded, quarantined, duplicates } = counts
  const all = [extracted, loaded, quarantined, duplicates]
  return (
    all.every((n) => Number.isSafeInteger(n) && n >= 0) && extracted === loaded + quarantined + duplicates
  )
}

/** The report as the last line of `tamis run --json`. */
export function reportToJson(report: RunReport): Readonly<Record<string, unknown>> {
  return {
    status: report.status,
    pipeline: report.pipeline,
    batch_id: report.batchId,
    attempt: report.attempt,
    revision: report.revision,
    run_id: report.runId,
    pages: report.pages,
    requested: report.requested,
    missing: report.missing,
    extracted: report.extracted,
    loaded: report.loaded,
    quarantined: report.quarantined,
    duplicates: report.duplicates,
    warnings: report.warnings,
    findings: report.findings,
    api_calls: report.apiCalls,
    retries: report.retries,
    extracted_at: isoTime(report.extractedAt),
    started_at: isoTime(report.startedAt),
    finished_at: isoTime(report.finishedAt),
    duration_ms: report.durationMs,
    issue_file: report.issueFile,
    error: report.error,
    exit_code: report.exitCode,
  }
}
