import type { Batch } from '../batch.ts'
import { asTamisError, TamisError } from '../errors.ts'
import type { Phase, RunContext } from '../flow.ts'
import type { CommittedBatch } from '../load/sink.ts'
import { NOTHING_COUNTED, type RunReport, type RunStatus, reportedError } from '../report.ts'
import type { GateResult } from '../transform/gate.ts'
import type { Transformed } from '../transform/transformed.ts'
import type { Meter } from './extract-batch.ts'

type Counted = Pick<RunReport, keyof typeof NOTHING_COUNTED>

/** What a run has come to so far; a report can be drawn up at any moment, whatever happened. */
export class RunAccount {
  readonly #context: RunContext
  readonly #startedAt: number
  readonly #began: number
  #batch: Pick<Batch, 'batchId' | 'attempt' | 'revision' | 'extractedAt'> | undefined
  #counts: Counted = NOTHING_COUNTED
  #status: RunStatus = 'failed'
  #error: TamisError | undefined
  meter: Meter = { calls: 0, retries: 0 }
  issueFile: string | null = null
  phase: Phase = 'configure'

  constructor(context: RunContext) {
    this.#context = context
    this.#startedAt = context.clock.now()
    this.#began = context.clock.monotonic()
  }

  enter(phase: Phase): void {
    this.phase = phase
    this.#context.emit({ kind: 'phase', phase })
  }

  /** The batch id is known before the batch is. */
  name(batchId: string): void {
    this.#batch = { batchId, attempt: 0, revision: 0, extractedAt: null }
  }

  take(batch: Batch): void {
    this.#batch = batch
  }

  count(load: Transformed<object>): void {
    const { counts, pages, requested, missing, warnings, findings } = load
    const gates = outcomes(load.gates)
    this.#counts = { ...counts, pages, requested, missing: missing.count, warnings, findings, gates }
  }

  /** What the ledger says of a batch that was committed before. */
  recall(batch: CommittedBatch): void {
    const { counts, pages, requested, missing, warnings, findings } = batch
    this.#batch = batch
    this.#counts = { ...counts, pages, requested, missing, warnings, findings, gates: outcomes(batch.gates) }
  }

  end(status: RunStatus, error?: TamisError): void {
    this.#status = status
    this.#error = error
  }

  /** Ends the run with whatever was thrown. An abort by the caller is an interruption, not a failure. */
  fail(thrown: unknown, interrupted: boolean): TamisError {
    const error = interrupted ? interruption(thrown) : asTamisError(thrown, this.phase)
    this.end(interrupted ? 'interrupted' : 'failed', error)
    return error
  }

  get startedAt(): number {
    return this.#startedAt
  }

  report(): RunReport {
    const { clock, runId, pipeline } = this.#context
    const error = this.#error
    return {
      status: this.#status,
      pipeline,
      batchId: this.#batch?.batchId ?? null,
      attempt: this.#batch?.attempt ?? 0,
      revision: this.#batch?.revision ?? 0,
      runId,
      ...this.#counts,
      apiCalls: this.meter.calls,
      retries: this.meter.retries,
      extractedAt: this.#batch?.extractedAt ?? null,
      startedAt: this.#startedAt,
      finishedAt: clock.now(),
      durationMs: Math.max(0, Math.round(clock.monotonic() - this.#began)),
      issueFile: this.issueFile,
      error: error === undefined ? null : reportedError(error),
      exitCode: error?.exitCode ?? 0,
    }
  }
}

function outcomes(gates: readonly GateResult[]): RunReport['gates'] {
  return Object.fromEntries(gates.map(({ gate, outcome }) => [gate, outcome]))
}

function interruption(thrown: unknown): TamisError {
  const error = asTamisError(thrown, 'extract')
  if (error.code === 'run.interrupted') return error
  return new TamisError('run.interrupted', {
    message: `The run was stopped: ${error.message}`,
    cause: thrown,
  })
}
