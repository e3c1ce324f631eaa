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
  return { rule: 'key.missing', ruleVersion: 1, severity: 'quarantine', code: 'missing', message, path: key }
}

export function schemaMisfit(
  finding: Omit<JudgedFinding, 'rule' | 'ruleVersion' | 'severity'>,
): JudgedFinding {
  return { ...finding, rule: 'schema', ruleVersion: 1, severity: 'quarantine' }
}
