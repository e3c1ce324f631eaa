import { redact } from './redact.ts'

/** A value as JSON on one line, for programs: exact but for secrets. */
export function jsonLine(value: unknown): string {
  // Each text before it is escaped, then the whole, for what stands in names and across texts.
  const text = JSON.stringify(value, (_, part) => (typeof part === 'string' ? redact(part) : part))
  return `${redact(text)}\n`
}
