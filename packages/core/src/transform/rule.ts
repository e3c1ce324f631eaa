import type { BatchPlan } from '../batch.ts'

/** What a finding does to its record. `off` rules are left out before the engine sees them. */
export const SEVERITIES = ['quarantine', 'warn'] as const
export type Severity = (typeof SEVERITIES)[number]

/** One observation of a rule. Evidence, not opinion: what was expected, what was there. JSON values only. */
export interface Finding {
  /** Stable within the rule: `zero`, `missing`. `[a-z][a-z0-9_.]*`. */
  readonly code: string
  /** One sentence with the values that matter. */
  readonly message: string
  /** The field it is about, as the dataset names it. */
  readonly path?: string
  readonly expected?: unknown
  readonly received?: unknown
}

/** What a rule decides of one record. Bad data is a verdict, never an exception. */
export type Verdict = 'pass' | Finding | readonly Finding[]

/** A named, versioned, pure judgement of one record. */
export interface Rule<T extends object> {
  readonly kind: 'rule'
  /** `[a-z][a-z0-9_.-]{0,79}`, unique in a pipeline. */
  readonly id: string
  /** Raised whenever the same record under the same settings may get another verdict. */
  readonly version: number
  /** One line: what it finds. */
  readonly summary: string
  /** Where the definition and its thresholds come from, and an example; shown by `tamis rules explain`. */
  readonly basis?: string
  readonly example?: string
  readonly severity: Severity
  /** The settings in force, by name, units in the name. */
  readonly settings?: Readonly<Record<string, unknown>>
  readonly needs?: RuleNeeds<T>
  /** The same rule with other settings. @throws TamisError `config.invalid` naming every problem. */
  configure?(settings: Readonly<Record<string, unknown>>): Rule<T>
  /** Pure: the same record and context give the same verdict. Must not change either. */
  check(record: Readonly<T>, context: RuleContext<T>): Verdict
}

/** What a rule asks the engine to hand in. Asking for nothing costs nothing. */
export interface RuleNeeds<T extends object> {
  /** How many of the pipeline's earlier published batches, at most 100. No more are handed in, whatever others ask for. */
  readonly history?: number
  /**
   * The fields it reads of earlier records; others may be missing in those. A misspelt name is refused when the pipeline is
   * defined. Default: all, which costs more.
   */
  readonly historyFields?: readonly (keyof T & string)[]
  /** Numbers to take over the whole batch before any record is judged; null leaves a record out. Pure. */
  readonly statistics?: Readonly<
    Record<string, (record: Readonly<T>, context: RecordContext<T>) => number | null>
  >
}

/** What a rule knows beside the record itself: plain values, nothing later than the batch. */
export interface RecordContext<T extends object> {
  /** The candidate as the source parsed it, before the schema. */
  readonly candidate: unknown
  readonly page: number
  readonly position: number
  /** When the page with this record was received, in milliseconds since 1970 UTC. */
  readonly extractedAt: number
  readonly plan: BatchPlan
  /** This record in the pipeline's earlier published batches, the last one first; empty unless asked for. */
  readonly history: readonly Observation<T>[]
}

export interface RuleContext<T extends object> extends RecordContext<T> {
  /** By the names asked for. */
  readonly statistics: Readonly<Record<string, Statistic>>
}

/** A record as an earlier batch published it. */
export interface Observation<T extends object> {
  readonly record: Readonly<T>
  readonly batchId: string
  readonly extractedAt: number
}

/** Of one number over a batch. Median and deviation are null when nothing was counted. */
export interface Statistic {
  readonly count: number
  readonly median: number | null
  /** Median absolute deviation from the median. */
  readonly mad: number | null
}

/** A finding with the rule that made it, as it is kept. */
export interface JudgedFinding extends Finding {
  readonly rule: string
  readonly ruleVersion: number
  readonly severity: Severity
}
