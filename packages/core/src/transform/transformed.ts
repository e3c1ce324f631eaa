import type { Batch } from '../batch.ts'
import type { BatchCounts } from '../report.ts'
import type { EarlierBatch, GateResult } from './gate.ts'
import type { JudgedFinding } from './rule.ts'

/** What transform made of a batch. */
export interface Transformed<T extends object> {
  readonly batch: Batch
  readonly outcome: 'published' | 'rejected'
  readonly records: readonly PlacedRecord<T>[]
  readonly quarantine: readonly QuarantineEntry[]
  readonly counts: BatchCounts
  /** Later occurrences of a key, with whether they differ from the first. */
  readonly duplicates: readonly Duplicate[]
  /** How many of those asked for no answer held, and their keys where the plan named them. */
  readonly missing: { readonly count: number; readonly keys: readonly string[] }
  /** Pages of records, and records asked for. */
  readonly pages: number
  readonly requested: number
  /** Number of findings by rule id. */
  readonly findings: Readonly<Record<string, number>>
  readonly warnings: number
  readonly gates: readonly GateResult[]
  /** Top-level names its candidates carried. */
  readonly sourceKeys: readonly string[]
  readonly versions: Versions
}

export interface PlacedRecord<T extends object> {
  readonly record: T
  readonly page: number
  readonly position: number
}

export interface QuarantineEntry {
  readonly page: number
  readonly position: number
  /** Null for a record without a key. */
  readonly key: string | null
  readonly findings: readonly JudgedFinding[]
  /** The record's JSON exactly as received. */
  readonly record: string
}

export interface Duplicate {
  readonly key: string
  readonly page: number
  readonly position: number
  /** Whether it says something else than the first occurrence. */
  readonly differs: boolean
}

/** What judged a batch. `hash` changes with any version or setting. */
export interface Versions {
  readonly source: string
  readonly dataset: number
  readonly rules: readonly RuleVersion[]
  /** SHA-256 over all of the above. */
  readonly hash: string
}

export interface RuleVersion {
  readonly id: string
  readonly version: number
  readonly severity: string
  readonly settings: Readonly<Record<string, unknown>>
}

export interface EarlierLedgerEntry extends Omit<EarlierBatch, 'measures'> {
  readonly gates: readonly GateResult[]
}
