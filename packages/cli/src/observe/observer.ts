import type { Logger, RunReport } from '@tamis/core'

/** Longest time that an observer may take at the begin or at the end of a run, in milliseconds. */
const PATIENCE_MS = 5000
/** The same at the end of a run that was told to stop: it has to be gone within 2 seconds. */
const HASTE_MS = 1000

/** A run as it begins. Times are milliseconds since 1970 UTC. */
export interface Beginning {
  readonly runId: string
  readonly startedAt: number
}

/** Tells somebody outside of a run. It may fail and may hang: neither changes anything about the run. */
export interface Observer {
  /** What does not work when it throws: `Could not …`. */
  readonly purpose: string
  begun?(run: Beginning, signal: AbortSignal): Promise<void>
  /** A report without a run id is of a run that failed before it began. */
  ended(report: RunReport, signal: AbortSignal): Promise<void>
}

/** Who hears of runs. */
export interface Audience {
  readonly observers: readonly Observer[]
  /** What of it cannot be used, a sentence each; it is said and left out. */
  readonly problems: readonly string[]
}

/** Where an observed run stands in the process. */
export interface Surroundings {
  readonly logger: Logger
  /** Aborted when the process was asked to stop. */
  readonly signal: AbortSignal
}

/** Tells observers that a run begins, without waiting for them; what comes back tells them of its end, and waits. */
export function observe(
  { observers, problems }: Audience,
  run: Beginning,
  around: Surroundings,
): (report: RunReport) => Promise<void> {
  for (const problem of problems) around.logger.warn(problem)
  const begun = observers.map((observer) =>
    attempt(observer, around, async (signal) => observer.begun?.(run, signal)),
  )
  return async (report) => {
    const endings = observers.map(async (observer, at) => {
      await begun[at]
      await attempt(observer, around, (signal) => observer.ended(report, signal))
    })
    await Promise.all(endings)
  }
}

/** Tells observers of a run that ended before it began. */
export async function observeEnd(
  { observers, problems }: Audience,
  report: RunReport,
  around: Surroundings,
): Promise<void> {
  for (const problem of problems) around.logger.warn(problem)
  const endings = observers.map((observer) =>
    attempt(observer, around, (signal) => observer.ended(report, signal)),
  )
  await Promise.all(endings)
}

async function attempt(
  { purpose }: Observer,
  { logger, signal }: Surroundings,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const limit = signal.aborted
    ? AbortSignal.timeout(HASTE_MS)
    : AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    // Files know no signal: a disk that hangs must not hold up the result.
    await Promise.race([work(limit), over(limit)])
  } catch (error) {
    logger.warn(`Could not ${purpose}: ${limit.aborted ? 'no answer in time' : reasonOf(error)}`)
  }
}

function over(limit: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    limit.addEventListener('abort', () => reject(limit.reason), { once: true }),
  )
}

/** Why, without what an address may hold: messages of `fetch` can quote it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  if ('code' in error) return String(error.code)
  return error instanceof Refusal ? error.message : error.name
}

/** Somebody answered, but did not take it. The message is ours and may be shown. */
export class Refusal extends Error {}
