import type { Rule } from './rule.ts'

/** Longest history that rules get to see, in batches. */
const LONGEST = 100

/** What rules together need to know of the past. */
export interface LookBack {
  /** In batches. */
  readonly depth: number
  /** Of earlier records; undefined for all. */
  readonly fields: readonly string[] | undefined
}

export function lookBackOf<T extends object>(rules: readonly Rule<T>[]): LookBack {
  const looking = rules.filter(({ needs }) => (needs?.history ?? 0) > 0)
  const depth = Math.min(LONGEST, Math.max(0, ...looking.map(({ needs }) => needs?.history ?? 0)))
  const asked = looking.map(({ needs }) => needs?.historyFields)
  const fields = asked.some((names) => names === undefined) ? undefined : [...new Set(asked.flat())].sort()
  return { depth, fields: fields as readonly string[] | undefined }
}
