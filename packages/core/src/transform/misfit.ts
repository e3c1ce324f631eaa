import { KEY_RULE, SCHEMA_RULE } from './engine-judges.ts'
import type { JudgedFinding } from './rule.ts'

/** A candidate that is no record: it has no key, or the schema does not take it. */
export interface Misfit {
  readonly page: number
  readonly position: number
  readonly key: string | null
  readonly findings: readonly JudgedFinding[]
}

export function keyMissing(key: string): JudgedFinding {
  const message = 'The record has no key, so nothing could be said of it later'
  return { ...judgedBy(KEY_RULE), code: 'missing', message, path: key }
}

export function schemaMisfit(
  finding: Omit<JudgedFinding, 'rule' | 'ruleVersion' | 'severity'>,
): JudgedFinding {
  return { ...finding, ...judgedBy(SCHEMA_RULE) }
}

function judgedBy({ id, version, severity }: typeof KEY_RULE | typeof SCHEMA_RULE) {
  return { rule: id, ruleVersion: version, severity }
}
