import { redact } from './redact.ts'

/** A value as JSON on one line, for programs: exact but for secrets. */
export function jsonLine(value: unknown): string {
  return `${redact(JSON.stringify(value))}\n`
}
