import { TamisError } from '@tamis/core'

/** The default: twelve hours apart, on the same minute. */
export const DEFAULT_TIMES = ['05:00', '17:00'] as const

/**
 * `05:00,17:00` as distinct `HH:MM`, ascending.
 * @throws usage.invalid
 */
export function parseTimes(text: string): readonly string[] {
  const times = text.split(',').map((time) => time.trim())
  const bad = times.find((time) => !/^([01]?\d|2[0-3]):[0-5]\d$/.test(time))
  if (bad !== undefined) {
    throw new TamisError('usage.invalid', {
      message: `${JSON.stringify(bad)} is not a time of day`,
      hint: 'Give 24-hour times with minutes, for example 05:00,17:00.',
    })
  }
  return [...new Set(times.map((time) => time.padStart(5, '0')))].sort()
}

/**
 * The zone's name as given, when this machine's time zone data knows it.
 * @throws usage.invalid
 */
export function parseTimezone(name: string): string {
  // Offsets such as +05:30 are zones to JavaScript and to no scheduler.
  if (/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name) && isZone(name)) return name
  throw new TamisError('usage.invalid', {
    message: `${JSON.stringify(name)} is not a time zone.`,
    hint: 'Give an IANA name, for example --timezone UTC or --timezone Europe/Paris.',
  })
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const isUtc = (timezone: string): boolean => /^(Etc\/)?(UTC|UCT|Zulu|Universal)$/i.test(timezone)

/** The fewest cron expressions that fire at the times: one for each distinct minute. */
export function cronExpressions(times: readonly string[]): readonly string[] {
  const hoursByMinute = new Map<number, number[]>()
  for (const time of times) {
    const [hour, minute] = time.split(':').map(Number) as [number, number]
    hoursByMinute.set(minute, [...(hoursByMinute.get(minute) ?? []), hour])
  }
  return [...hoursByMinute].map(([minute, hours]) => `${minute} ${hours.join(',')} * * *`)
}

/** Seconds between the two times that follow each other most closely, over midnight too. */
export function shortestGap(times: readonly string[]): number {
  const minutes = times.map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))
  const gaps = minutes.map((minute, i) => (minutes[i + 1] ?? (minutes[0] ?? 0) + 1440) - minute)
  return 60 * Math.min(...gaps)
}
