import { TamisError } from '@tamis/core'

const DAY_MS = 86_400_000
const FORM =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?(Z|[+-]\d\d(?::?\d\d)?))?)?$/i

/**
 * An ISO 8601 time in milliseconds since 1970 UTC. UTC unless an offset says otherwise; a bare date means its last
 * millisecond, or its first with `edge` start.
 *
 * @throws TamisError `usage.invalid`.
 */
export function parseTime(text: string, edge: 'start' | 'end' = 'end'): number {
  const [, year, month, day, hour, minute = '0', second = '0', fraction = '', offset = 'Z'] =
    FORM.exec(text.trim()) ?? []
  const date = `${year}-${month}-${day}`
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const exists = Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(date)
  const inDay = Number(hour ?? 0) < 24 && Number(minute) < 60 && Number(second) < 60
  const shift = offsetMs(offset)
  if (!exists || !inDay || shift === null) throw noTime(text)
  if (hour === undefined) return edge === 'start' ? midnight : midnight + DAY_MS - 1
  const clock = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000
  return midnight + clock + Number(fraction.padEnd(3, '0').slice(0, 3)) - shift
}

/** Where a span of time begins and ends, as far as it is said, in milliseconds since 1970 UTC. */
export interface Span {
  readonly from?: number
  readonly to?: number
}

/**
 * A span as the flags --from and --to give it, bare dates being whole days.
 *
 * @throws TamisError `usage.invalid`, also when it begins after its end.
 */
export function parseSpan(flags: {
  readonly from?: string | undefined
  readonly to?: string | undefined
}): Span {
  const span: Span = {
    ...(flags.from === undefined ? {} : { from: parseTime(flags.from, 'start') }),
    ...(flags.to === undefined ? {} : { to: parseTime(flags.to) }),
  }
  if ((span.from ?? -Infinity) <= (span.to ?? Infinity)) return span
  throw new TamisError('usage.invalid', { message: '--from is later than --to' })
}

function offsetMs(offset: string): number | null {
  if (offset.toUpperCase() === 'Z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(3).replace(':', '') || '0')
  if (hours > 14 || minutes > 59) return null
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

function noTime(text: string): TamisError {
  return new TamisError('usage.invalid', {
    message: `${JSON.stringify(text)} is not a time`,
    hint: 'Give ISO 8601, for example 2026-06-30, 2026-06-30T17:00Z or 2026-06-30T17:00+02:00.',
  })
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
}

/**
 * A length of time such as `90s`, `30m`, `6h`, `1h30m` or `2d`, in milliseconds.
 *
 * @throws TamisError `usage.invalid`.
 */
export function parseDuration(text: string): number {
  const compact = text.trim().toLowerCase().replaceAll(/\s+/g, '')
  const parts = [...compact.matchAll(/(\d+(?:\.\d+)?)(min|[smhdw])/g)]
  if (compact === '' || parts.map(([part]) => part).join('') !== compact) {
    throw new TamisError('usage.invalid', {
      message: `${JSON.stringify(text)} is not a length of time`,
      hint: 'Give a number with s, m, h, d or w, for example 90s, 30m, 6h or 2d.',
    })
  }
  return parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (UNITS[unit] ?? 0), 0)
}
