import type { ScheduleOptions } from './options.ts'
import { isUtc } from './times.ts'

/** `tamis run` for the pipeline, with its config; the last line that it prints is the result. */
export function runArguments(options: ScheduleOptions): readonly string[] {
  const config = options.config === null ? [] : ['--config', options.config]
  return ['run', options.pipeline, ...config, '--json']
}

/** Names the batch after the slot, so that a retry goes on with the batch of the first start. */
export function slotArguments({ times, timezone }: ScheduleOptions): readonly string[] {
  const zone = isUtc(timezone) ? [] : ['--timezone', timezone]
  return ['--slot', times.join(','), ...zone]
}

/** `05:00 and 17:00 UTC`, for comments and descriptions. */
export function timesInWords({ times, timezone }: ScheduleOptions): string {
  const last = times.at(-1)
  const words = times.length > 1 ? `${times.slice(0, -1).join(', ')} and ${last}` : last
  return `${words} ${timezone}`
}
