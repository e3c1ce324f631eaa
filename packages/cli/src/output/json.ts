import { redact } from './redact.ts'

declare global {
  interface JSON {
    /** ECMAScript 2026, which Node.js has and TypeScript does not know yet. */
    rawJSON(text: string): object
  }
}

/** A value as JSON. Infinity, which JSON has no word for and would be null, is a number that is read as it: 1e999. */
export function jsonText(value: unknown, each = (part: unknown): unknown => part): string {
  // Without a replacer a scalar costs a quarter, and an export has millions.
  if (typeof value !== 'object') return isInfinite(value) ? infinite(value) : JSON.stringify(each(value))
  return JSON.stringify(value, (_, part) => (isInfinite(part) ? JSON.rawJSON(infinite(part)) : each(part)))
}

function infinite(value: number): string {
  return value > 0 ? '1e999' : '-1e999'
}

function isInfinite(value: unknown): value is number {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
}

/** A value as JSON on one line, for programs: exact but for secrets. */
export function jsonLine(value: unknown): string {
  // Each text before it is escaped, then the whole, for what stands in names and across texts.
  const text = jsonText(value, (part) => (typeof part === 'string' ? redact(part) : part))
  return `${redact(text)}\n`
}

/** An object whose last member is JSON that must stay as it was received: every digit, every duplicate key. */
export function jsonLineAround(head: object, name: string, exact: string | null): string {
  const open = jsonLine(head).slice(0, -2)
  // Well-formed JSON has line breaks only between its tokens, where any space does.
  const member = exact === null ? 'null' : redact(exact.replaceAll(/[\r\n]+/g, ' '))
  return `${open},${JSON.stringify(name)}:${member}}\n`
}
