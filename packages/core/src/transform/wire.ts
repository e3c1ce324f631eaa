import type { JudgedFinding } from './rule.ts'

/** Findings as they stand in the database, in issue files and in `--json`. */
export function findingsToJson(
  findings: readonly JudgedFinding[],
): readonly Readonly<Record<string, unknown>>[] {
  return findings.map((finding) => ({
    rule: finding.rule,
    rule_version: finding.ruleVersion,
    code: finding.code,
    message: finding.message,
    path: finding.path ?? null,
    expected: finding.expected ?? null,
    received: finding.received ?? null,
  }))
}
