import { randomInt } from 'node:crypto'
import { TamisError } from '../errors.ts'
import type { Clock, Logger, Owner, Random, RunContext, RunEvent } from '../flow.ts'
import type { Files } from '../load/files.ts'
import { type TimeLimit, timeLimit, unlimited } from '../transform/time-limit.ts'
import { silentLogger, systemClock, systemFiles, systemOwner } from './system.ts'

/** What every execution takes. All of it optional: the real machine is the default. */
export interface ExecutionOptions {
  /** Stops at the next point between two transactions, within a second; the batch can be resumed. */
  readonly signal?: AbortSignal
  /** Names this run, so that an observer can speak of it before it begins. A UUID. Default: one made up. */
  readonly runId?: string
  readonly logger?: Logger
  readonly onEvent?: (event: RunEvent) => void
  readonly clock?: Clock
  readonly random?: Random
  readonly owner?: Owner
  readonly files?: Files
  /**
   * Longest time that rules may take for what they are given at once, some pages or a batch, in milliseconds. Default
   * 60,000; Infinity for no limit.
   */
  readonly ruleTimeLimitMs?: number
  /** For simulations: called at named points, and may throw to stop the process there. */
  readonly failpoint?: (name: string) => void
}

/** The options with their defaults, and the context made of them. */
export interface Execution extends AsyncDisposable {
  readonly context: RunContext
  readonly files: Files
  readonly limit: TimeLimit
}

const ofMachine: Random = () => randomInt(2 ** 47) / 2 ** 47

/** Begins an execution that ends, whatever happens, `deadlineMs` milliseconds from now. */
export function beginExecution(pipeline: string, options: ExecutionOptions, deadlineMs: number): Execution {
  const { clock = systemClock, random = ofMachine, logger = silentLogger, ruleTimeLimitMs = 60_000 } = options
  const over = new AbortController()
  const ended = new AbortController()
  if (Number.isFinite(deadlineMs)) {
    const message = `The run did not end within ${Math.round(deadlineMs / 1000)} s`
    clock.sleep(deadlineMs, ended.signal).then(
      () => over.abort(new TamisError('run.deadline', { message })),
      () => undefined,
    )
  }
  const context: RunContext = {
    runId: options.runId ?? uuid(random),
    pipeline,
    signal: options.signal === undefined ? over.signal : AbortSignal.any([options.signal, over.signal]),
    deadline: clock.monotonic() + deadlineMs,
    clock,
    random,
    logger,
    owner: options.owner ?? systemOwner(),
    emit: options.onEvent ?? (() => undefined),
    failpoint: options.failpoint ?? (() => undefined),
  }
  return {
    context,
    files: options.files ?? systemFiles,
    limit: Number.isFinite(ruleTimeLimitMs) ? timeLimit(ruleTimeLimitMs) : unlimited,
    async [Symbol.asyncDispose]() {
      ended.abort()
    },
  }
}

/** A version 4 UUID from a source of randomness. */
function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16))
  hex[12] = '4'
  hex[16] = (8 + Math.floor(random() * 4)).toString(16)
  const text = hex.join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  )
}
