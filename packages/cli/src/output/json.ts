import { redact } from './redact.ts'

/** A value as JSON on one line, for programs: exact but for secrets. */
export function jsonLine(value: unknown): string {
  // Each text before it is escaped, then the whole, for what stands in names and across texts.
  const text = JSON.stringify(value, (_, part) => (typeof part === 'string' ? redact(part) : part))
  return `${redact(text)}\n`
}

/** An object whose last member is JSON that must stay as it was received: every digit, every duplicate key. */
export function jsonLineAround(head: object, name: string, exact: string | null): string {
  const open = jsonLine(head).slice(0, -2)
  // Well-formed JSON has line breaks only between its tokens, where any space does.
  const member = exact === null ? 'null' : redact(exact.replaceAll(/[\r\n]+/g, ' '))
  return `${open},${JSON.stringify(name)}:${member}}\n`
}
