import { findingsToJson, type JudgedFinding } from '@tamis/core'

/** Findings as they are kept: the wire format, and whether each keeps the record out. */
export function findingsText(findings: readonly JudgedFinding[]): string {
  const wire = findingsToJson(findings)
  return JSON.stringify(wire.map((finding, at) => ({ ...finding, severity: findings[at]?.severity ?? null })))
}

interface WireFinding {
  readonly rule: string
  readonly rule_version: number
  readonly code: string
  readonly message: string
  readonly path: string | null
  readonly expected: unknown
  readonly received: unknown
  readonly severity: JudgedFinding['severity']
}

export function parseFindings(text: string): readonly JudgedFinding[] {
  return (JSON.parse(text) as readonly WireFinding[]).map(({ rule_version, path, ...finding }) => ({
    ...finding,
    ruleVersion: rule_version,
    ...(path === null ? {} : { path }),
  }))
}

/** The rules that kept a record out, each once. */
export function rulesOf(findings: readonly JudgedFinding[]): readonly string[] {
  const guilty = findings
    .filter((finding) => finding.severity === 'quarantine')
    .map((finding) => finding.rule)
  return [...new Set(guilty)]
}

/** What nobody releases by hand: a record without key or shape, and zombies; their rule has to change. */
const NEVER_BY_HAND = /^(schema|key\.\w+|price\.(missing|zero)|volume\.(missing|zero))$/

export function isReleasable(findings: readonly JudgedFinding[]): boolean {
  return !rulesOf(findings).some((rule) => NEVER_BY_HAND.test(rule))
}
