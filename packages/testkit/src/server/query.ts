import { type Answer, plainError } from './envelopes.ts'

export type Query = Readonly<Record<string, string>>

/** A parameter that the API would refuse; the server answers with it. */
export class BadParameter extends Error {
  readonly answer: Answer

  constructor(message: string, status = 422) {
    super(message)
    this.answer = plainError(status, message)
  }
}

/** The values of a comma list; none when the parameter is absent or empty. */
export function list(query: Query, name: string): readonly string[] {
  return (query[name] ?? '').split(',').filter((value) => value !== '')
}

export function flag(query: Query, name: string): boolean {
  return query[name] === 'true'
}

/** A whole number from 1 to `max`. Like the API, what is above `max` counts as `max`, what is no such number as absent. */
export function count(query: Query, name: string, absent: number, max: number): number {
  const value = query[name] ?? ''
  return /^[1-9]\d*$/.test(value) ? Math.min(Number(value), max) : absent
}

export function oneOf<T extends string>(query: Query, name: string, values: readonly T[], absent: T): T {
  const value = query[name]
  if (value === undefined || value === '') return absent
  const found = values.find((candidate) => candidate === value)
  if (found === undefined) throw new BadParameter(`Invalid ${name}`)
  return found
}
