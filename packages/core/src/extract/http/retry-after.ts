const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, .+ GMT$/

/**
 * How long an answer asks to wait, in milliseconds: from whole seconds, or from a date of the two HTTP forms that name
 * their zone. Undefined for anything else. May be very large: who waits compares it with a deadline.
 *
 * @param now local time in milliseconds since 1970 UTC, used when the answer has no usable `Date` of its own.
 */
export function retryAfterMs(value: string | null, now: number, date: string | null): number | undefined {
  const text = (value ?? '').trim()
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER)
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) return undefined
  // The server's own clock beats a local one that is wrong.
  const servedAt = HTTP_DATE.test(date ?? '') ? Date.parse(date ?? '') : Number.NaN
  return Math.max(0, at - (Number.isNaN(servedAt) ? now : servedAt))
}
