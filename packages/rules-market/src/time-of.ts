let last = ''
let time = Number.NaN

/** The moment that ISO 8601 text names, in milliseconds. Keeps the last, as several rules ask for the same in turn. */
export function timeOf(text: string): number {
  if (text !== last) {
    last = text
    time = Date.parse(text)
  }
  return time
}
