import { type FieldValue, TamisError } from '@tamis/core'
import type { Layout, LayoutField } from '../schema/layout.ts'
import { isoText } from './iso-text.ts'

/** A value as SQLite keeps it: times as milliseconds since 1970 UTC. */
export type Stored = string | number | null

/** Records to stored values and back, in the order of the layout's slow and fast fields. */
export class RowCodec<T extends object> {
  readonly layout: Layout
  readonly #slow: readonly Part[]
  readonly #fast: readonly Part[]

  constructor(layout: Layout) {
    this.layout = layout
    this.#slow = layout.slow.map(partOf)
    this.#fast = layout.fast.map(partOf)
  }

  keyOf(record: T): string {
    const key = Reflect.get(record, this.layout.key)
    if (typeof key === 'string' && key !== '') return key.toWellFormed()
    throw defect(`A record of ${this.layout.dataset} has no key ${this.layout.key}`)
  }

  slow(record: T): Stored[] {
    return append([], this.#slow, record)
  }

  /** Appends the fast fields to `values`. */
  fast(record: T, values: Stored[]): Stored[] {
    return append(values, this.#fast, record)
  }

  /** `values`: key, slow fields, fast fields. Fields in the order of the dataset. */
  record(values: readonly Stored[]): T {
    const record: Record<string, FieldValue> = { [this.layout.key]: values[0] ?? null }
    let at = 1
    for (const { name, shown } of this.#slow) record[name] = shown(values[at++] ?? null)
    for (const { name, shown } of this.#fast) record[name] = shown(values[at++] ?? null)
    return record as T
  }
}

/** Walks a record along the parts, as its fields come in their order but for a few: to look each up takes twice as long. */
function append(values: Stored[], parts: readonly Part[], record: object): Stored[] {
  const fields = record as Readonly<Record<string, unknown>>
  const before = values.length
  let at = 0
  for (const name in fields) {
    const part = parts[at]
    if (part === undefined) return values
    if (part.name !== name) continue
    values.push(part.stored(fields[name], name))
    at++
  }
  if (at === parts.length) return values
  values.length = before
  for (const { name, stored } of parts) values.push(stored(fields[name], name))
  return values
}

interface Part {
  readonly name: string
  readonly stored: (value: unknown, name: string) => Stored
  readonly shown: (value: Stored) => FieldValue
}

function partOf({ name, type }: LayoutField): Part {
  if (type === 'timestamp') return { name, stored: storedTime, shown: shownTime }
  return { name, stored: type === 'text' || type === 'json' ? storedText : storedNumber, shown: asIs }
}

function asIs(value: Stored): FieldValue {
  return value
}

function shownTime(value: Stored): FieldValue {
  return value === null ? null : isoText(Number(value))
}

// SQLite would make NULL of NaN and U+FFFD of half a surrogate pair, without a word.

function storedText(value: unknown, name: string): Stored {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string') throw wrongType(name, 'text', value)
  return value.isWellFormed() ? value : value.toWellFormed()
}

function storedNumber(value: unknown, name: string): Stored {
  if (value === null || value === undefined) return null
  if (typeof value !== 'number' || Number.isNaN(value)) throw wrongType(name, 'a number', value)
  return value
}

function storedTime(value: unknown, name: string): Stored {
  if (value === null || value === undefined) return null
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) throw wrongType(name, 'an ISO 8601 time', value)
  return time
}

function wrongType(name: string, wanted: string, value: unknown): TamisError {
  return defect(`Field ${name} should be ${wanted} and is ${JSON.stringify(value) ?? typeof value}`)
}

function defect(message: string): TamisError {
  return new TamisError('defect.unexpected', {
    message,
    phase: 'load',
    hint: "The dataset's schema lets through what its fields exclude: mend the source plugin.",
  })
}
