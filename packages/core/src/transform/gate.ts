import type { BatchPlan } from '../batch.ts'
import type { BatchCounts, GateOutcome } from '../report.ts'
import type { Finding } from './rule.ts'

export const GATE_SEVERITIES = ['reject', 'warn'] as const
export type GateSeverity = (typeof GATE_SEVERITIES)[number]

/** A named, versioned, pure judgement of a whole batch, before it is committed. */
export interface Gate<T extends object> {
  readonly kind: 'gate'
  readonly id: string
  readonly version: number
  readonly summary: string
  readonly basis?: string
  readonly severity: GateSeverity
  readonly settings?: Readonly<Record<string, unknown>>
  /** The same gate with other settings. @throws TamisError `config.invalid` naming every problem. */
  configure?(settings: Readonly<Record<string, unknown>>): Gate<T>
  /** Pure. */
  check(batch: BatchView<T>): GateVerdict
}

/**
 * `not_evaluated` says that it could not be judged (too little history, another universe), which is not bad.
 * `measures` are kept, and handed to the same gate with later batches.
 */
export interface GateVerdict {
  readonly outcome: GateOutcome
  readonly findings?: readonly Finding[]
  readonly measures?: Readonly<Record<string, number>>
}

/** A batch as a gate sees it. */
export interface BatchView<T extends object> {
  readonly plan: BatchPlan
  readonly extractedAt: number
  /** Pages of records: what the plan came to, what is there, and the numbers of those without a record. */
  readonly pages: { readonly planned: number; readonly received: number; readonly empty: readonly number[] }
  /** Records asked for; distinct records that came. */
  readonly requested: number
  readonly missing: number
  readonly counts: BatchCounts
  /** Records that pass, in the order of pages and positions. */
  readonly records: readonly T[]
  /** Records that rules kept out but that fit the schema, in the same order. */
  readonly kept: readonly T[]
  /** How many candidates carried each top-level name. */
  readonly sourceKeys: ReadonlyMap<string, number>
  /** Names that the dataset promises; empty when it promises none. */
  readonly promisedKeys: readonly string[]
  /** Earlier published batches of the pipeline with the same plan, the last one first, at most 20. */
  readonly earlier: readonly EarlierBatch[]
}

export interface EarlierBatch extends BatchCounts {
  readonly batchId: string
  readonly extractedAt: number
  /** Top-level names its candidates carried. */
  readonly sourceKeys: readonly string[]
  /** What this gate measured then; empty when it did not run. */
  readonly measures: Readonly<Record<string, number>>
}

/** What became of one gate, as the ledger keeps it. */
export interface GateResult extends GateVerdict {
  readonly gate: string
  readonly version: number
  readonly severity: GateSeverity
}
