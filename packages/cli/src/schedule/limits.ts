/** How often a run is started for one slot, the first start included. */
export const STARTS_PER_SLOT = 4

/** Wait before another start, in seconds: longer than the longest rate-limit window of the API. */
export const RETRY_DELAY_SECONDS = 300

/** A late start is dropped after this many seconds: its slot has passed. */
export const START_WITHIN_SECONDS = 3600

/** After SIGTERM a run has this many seconds to stop cleanly. */
export const STOP_SECONDS = 60

/** A person has to look: usage, the data, the key, the configuration. Every other failure is worth another start. */
export const FATAL_EXIT_CODES = [2, 65, 77, 78] as const

export interface TimeLimits {
  /** After this a run ends itself: twice the planned time and 10 minutes. */
  readonly deadline: number
  /** After this the scheduler ends the run; above the deadline, so that only a hung run meets it. */
  readonly kill: number
  /** All starts of one slot and the waits between them. */
  readonly slot: number
}

/** The time limits of a run that is planned to take so many seconds, in seconds, whole minutes. */
export function timeLimits(plannedSeconds: number): TimeLimits {
  const deadline = wholeMinutes(2 * plannedSeconds + 600)
  const kill = deadline + 300
  return { deadline, kill, slot: STARTS_PER_SLOT * (kill + STOP_SECONDS + RETRY_DELAY_SECONDS) }
}

const wholeMinutes = (seconds: number): number => Math.ceil(seconds / 60) * 60
