const DAY_MS = 86_400_000
const days = new Map<number, string>()
const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))

/** ISO 8601 UTC with milliseconds, as `Date.toISOString` gives it, several times as fast for many times of few days. */
export function isoText(ms: number): string {
  const day = Math.floor(ms / DAY_MS)
  const rest = ms - day * DAY_MS
  const minutes = Math.floor(rest / 60_000)
  const seconds = Math.floor((rest - minutes * 60_000) / 1000)
  const milliseconds = String(rest % 1000).padStart(3, '0')
  return `${dateText(day)}T${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds]}.${milliseconds}Z`
}

function dateText(day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  const text = new Date(day * DAY_MS).toISOString().slice(0, -14)
  // A market's dates fit; anything that brings more of them must not grow without end.
  if (days.size > 100_000) days.clear()
  days.set(day, text)
  return text
}
