import { compactTime } from '@tamis/core'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * The last of the times of day not after `now`, in milliseconds since 1970 UTC. Times are `HH:MM` of the zone; one that a
 * clock change leaves out counts as much later as the clock was put on, one that comes twice counts when it first comes.
 */
export function lastSlot(times: readonly string[], timezone: string, now: number): number {
  const today = Math.floor((now + offsetAt(timezone, now)) / DAY_MS) * DAY_MS
  // Two days back: a day that a change of zone leaves out altogether has no slot.
  const slots = [0, 1, 2].flatMap((back) =>
    times.map((time) => instantOf(today - back * DAY_MS + minutesOf(time) * MINUTE_MS, timezone)),
  )
  return Math.max(...slots.filter((slot) => slot <= now))
}

/** The batch id of a slot: the same for every run until the next one. */
export function slotBatchId(pipeline: string, slot: number): string {
  return `${pipeline}-${compactTime(slot)}`
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** The instant at which clocks of the zone show a local time, which is given as if it were UTC. */
function instantOf(local: number, timezone: string): number {
  const before = local - offsetAt(timezone, local - DAY_MS)
  const after = local - offsetAt(timezone, local + DAY_MS)
  const shows = (instant: number): boolean => instant + offsetAt(timezone, instant) === local
  const fitting = [before, after].filter(shows)
  return fitting.length > 0 ? Math.min(...fitting) : before
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far clocks of the zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(timezone: string, instant: number): number {
  const format = formats.get(timezone) ?? new Intl.DateTimeFormat('en-US', { ...PARTS, timeZone: timezone })
  formats.set(timezone, format)
  const part = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000
}

const PARTS = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const satisfies Intl.DateTimeFormatOptions
