import type { StandardSchemaV1 } from '@standard-schema/spec'

/** How a field is kept and shown. `timestamp` is ISO 8601 UTC with milliseconds; `json` is JSON text. */
export const FIELD_TYPES = ['text', 'integer', 'real', 'timestamp', 'json'] as const
export type FieldType = (typeof FIELD_TYPES)[number]

export interface Field {
  readonly type: FieldType
  /** `currency` is the batch's currency, `percent` is 1 for one per cent, `coins` counts units of the coin. */
  readonly unit?: 'currency' | 'percent' | 'coins' | 'ratio' | 'rank' | 'url' | 'id'
  readonly nullable: boolean
  /** Describes the thing rather than the moment (name, image), so that a sink may keep it once while it lasts. */
  readonly slow?: boolean
  readonly doc: string
}

/** The value of a field in a record. */
export type FieldValue = string | number | null

/**
 * A named record type. A candidate is what the source parsed, a record what the schema made of it: a flat object with
 * the key and one value for each field.
 */
export interface Dataset<T extends object> {
  /** Names the tables: `stg_<name>`, `<name>`, `<name>_latest`. `[a-z][a-z0-9_]{0,39}`. */
  readonly name: string
  /** Raised whenever the schema gives another record for the same candidate. At least 1. */
  readonly version: number
  /** Any Standard Schema validator, from candidate to record. Must be pure and synchronous. */
  readonly schema: StandardSchemaV1<unknown, T>
  /** The field of the record that identifies it within a batch: text, never empty. */
  readonly key: keyof T & string
  /** The same identity, read from a candidate that may fit no schema; null when it has none. Pure; never throws. */
  readonly keyOf: (candidate: unknown) => string | null
  /** All fields but the key, in the order of their columns. */
  readonly fields: Readonly<Record<string, Field>>
  /** Top-level names that the source promises in each candidate; a gate watches them. */
  readonly sourceKeys?: readonly string[]
}
