import type { BatchPlan } from '../batch.ts'
import type { JudgedFinding, Observation, RuleContext, Statistic } from './rule.ts'

export type Statistics = Readonly<Record<string, Statistic>>
export const NO_STATISTICS: Statistics = Object.freeze({})

export interface Place {
  readonly page: number
  readonly position: number
}

/** A record as it was collected. */
export interface Collectible<T extends object> extends Place {
  readonly key: string
  readonly record: T
  readonly candidate: unknown
  readonly extractedAt: number
  readonly plan: BatchPlan
}

/**
 * A record on its way through the rules, with what they may know of it and what they found where one keeps it out. It is the context of all
 * rules in turn and holds what the one whose turn it is asked for, since a copy for each would cost more than the rule.
 */
export class RecordItem<T extends object> implements RuleContext<T> {
  readonly key: string
  readonly record: T
  readonly page: number
  readonly position: number
  readonly extractedAt: number
  readonly plan: BatchPlan
  history: readonly Observation<T>[] = NO_HISTORY
  statistics = NO_STATISTICS
  /** Empty as long as no rule keeps it out. */
  findings: readonly JudgedFinding[] = NO_FINDINGS
  #candidate: unknown
  #readAgain: ((place: Place) => unknown) | undefined

  constructor({ key, record, page, position, extractedAt, plan, candidate }: Collectible<T>) {
    this.key = key
    this.record = record
    this.page = page
    this.position = position
    this.extractedAt = extractedAt
    this.plan = plan
    this.#candidate = candidate
  }

  get candidate(): unknown {
    return this.#readAgain === undefined ? this.#candidate : this.#readAgain(this)
  }

  /** Lets go of the candidate, which is as large as the record; whoever asks for it still gets it read again. */
  release(readAgain: (place: Place) => unknown): void {
    this.#candidate = undefined
    this.#readAgain = readAgain
  }
}

/** Whether a rule keeps it out. */
export function isRejected({ findings }: { readonly findings: readonly JudgedFinding[] }): boolean {
  return findings.length > 0
}

export const NO_HISTORY: readonly never[] = Object.freeze([])
const NO_FINDINGS: readonly JudgedFinding[] = Object.freeze([])
