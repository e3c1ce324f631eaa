/**
 * The phases of a run, in order. Extract asks the source, stage keeps the bytes, transform judges, load publishes.
 * `configure` comes before all of them: what is wrong there was wrong before anything was asked.
 */
export const PHASES = ['configure', 'extract', 'stage', 'transform', 'load'] as const
export type Phase = (typeof PHASES)[number]

/** Where time comes from. Implementations must never go back in `monotonic`; `now` may jump, as real clocks do. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970 UTC. Used for what is written down. */
  now(): number
  /** Milliseconds since an arbitrary moment; only differences mean anything. Used for durations and deadlines. */
  monotonic(): number
  /** Resolves after `ms` milliseconds (0 or more). Rejects with `signal.reason` as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Where messages for people go. Fields are for machines; never hand in a key or a response body. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

/** A number in [0, 1). Handed in, so that a run under a seed repeats itself. */
export type Random = () => number

/** Who runs: enough to tell from another process on the same machine whether this one still lives. */
export interface Owner {
  readonly host: string
  /** Changes with every boot of the host; a lease of an earlier boot is dead. */
  readonly bootId: string
  readonly pid: number
  /** Start time of the process as the kernel counts it, so that a reused pid is not mistaken for the owner. */
  readonly startedAt: string
}

/** What the engine tells while it works, for progress bars and observers. Observers must not throw. */
export type RunEvent =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | {
      readonly kind: 'page'
      readonly page: number
      readonly planned: number | null
      readonly resumed: boolean
    }
  | { readonly kind: 'retry'; readonly attempt: number; readonly waitMs: number; readonly reason: string }

/** Everything of the world that a plugin may touch during one run. */
export interface RunContext {
  readonly runId: string
  readonly pipeline: string
  /** Aborted when the run must stop: by its caller, or at its deadline. Honour it in every wait. */
  readonly signal: AbortSignal
  /** On `clock.monotonic()`: no wait may end after it. Infinity when there is none. */
  readonly deadline: number
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly owner: Owner
  /** Tells observers; never awaited. */
  readonly emit: (event: RunEvent) => void
  /**
   * Named points between durable steps. A no-op, except under simulation, which stops the process there.
   * Call it before and after every step that a crash must not tear.
   */
  readonly failpoint: (name: string) => void
}
