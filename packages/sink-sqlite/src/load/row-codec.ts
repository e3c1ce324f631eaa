import { type FieldType, type FieldValue, isoTime, TamisError, timeOf } from '@tamis/core'
import type { Layout, LayoutField } from '../schema/layout.ts'

/** A value as SQLite keeps it: times as milliseconds since 1970 UTC. */
export type Stored = string | number | null

/** Records to stored values and back, in the order of the layout's slow and fast fields. */
export class RowCodec<T extends object> {
  readonly layout: Layout
  /** Made when first needed: who only reads records writes none. */
  #slow: Fill | undefined
  #fast: Fill | undefined

  constructor(layout: Layout) {
    this.layout = layout
  }

  keyOf(record: T): string {
    const key = (record as Readonly<Record<string, unknown>>)[this.layout.key]
    if (typeof key === 'string' && key !== '') return wellFormed(key)
    throw defect(`A record of ${this.layout.dataset} has no key ${this.layout.key}`)
  }

  slow(record: T): Stored[] {
    this.#slow ??= fillOf(this.layout.slow)
    return this.#slow(record, new Array(this.layout.slow.length), 0)
  }

  /** Puts the fast fields into `values`, from an index on. */
  fast(record: T, values: Stored[], from: number): Stored[] {
    this.#fast ??= fillOf(this.layout.fast)
    return this.#fast(record, values, from)
  }

  /** `values`: key, slow fields, fast fields. Fields in the order of the dataset. */
  record(values: readonly Stored[]): T {
    const { key, slow, fast } = this.layout
    const record: Record<string, FieldValue> = { [key]: values[0] ?? null }
    let at = 1
    for (const { name, type } of slow) record[name] = shown(type, values[at++] ?? null)
    for (const { name, type } of fast) record[name] = shown(type, values[at++] ?? null)
    return record as T
  }
}

type Fill = (record: object, values: Stored[], from: number) => Stored[]

/**
 * A function that puts fields of a record into a list. It has their names written out, since V8 looks up a name that it
 * sees several times as fast as one from a list. They are names of columns, which `layoutOf` has checked.
 */
function fillOf(fields: readonly LayoutField[]): Fill {
  const lines = fields.map(({ name, type }, at) => {
    const text = JSON.stringify(name)
    return `  values[from + ${at}] = stored.${type}(record[${text}], ${text})`
  })
  const body = `return (record, values, from) => {\n${lines.join('\n')}\n  return values\n}`
  return new Function('stored', body)(STORED) as Fill
}

const STORED = {
  text: storedText,
  json: storedText,
  integer: storedNumber,
  real: storedNumber,
  timestamp: storedTime,
} as const satisfies Record<FieldType, (value: unknown, name: string) => Stored>

function shown(type: FieldType, value: Stored): FieldValue {
  return type === 'timestamp' && value !== null ? isoTime(Number(value)) : value
}

// SQLite would make NULL of NaN and U+FFFD of half a surrogate pair, without a word.

function storedText(value: unknown, name: string): Stored {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string') throw wrongType(name, 'text', value)
  return wellFormed(value)
}

/** To ask is faster than to make it so. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed()
}

function storedNumber(value: unknown, name: string): Stored {
  if (value === null || value === undefined) return null
  if (typeof value !== 'number' || Number.isNaN(value)) throw wrongType(name, 'a number', value)
  return value
}

function storedTime(value: unknown, name: string): Stored {
  if (value === null || value === undefined) return null
  const time = typeof value === 'string' ? timeOf(value) : Number.NaN
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
