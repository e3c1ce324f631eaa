const USUAL =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** True for text that is a normal timestamp already, the 29th of February apart: that one asks for the year. */
export function isUsualTimestamp(text: string): boolean {
  return text.length === 24 && USUAL.test(text)
}

/** ISO 8601 text with an offset as UTC with milliseconds; undefined for anything else, the 31st of February included. */
export function normalTimestamp(text: string): string | undefined {
  if (isUsualTimestamp(text)) return text
  const [, year, month, day] = ISO.exec(text) ?? []
  if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return undefined
  const at = Date.parse(text)
  // An offset may carry the first or the last year over the edge of four digits.
  const normal = Number.isNaN(at) ? '' : new Date(at).toISOString()
  return normal.length === 24 ? normal : undefined
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return day <= (days[month - 1] ?? 0)
}
