import { TamisError } from '../errors.ts'
import type { GateVerdict } from './gate.ts'
import type { Finding } from './rule.ts'

/**
 * The findings in what a rule returned, after checking that it is a verdict.
 *
 * @throws TamisError `rule.invalid_verdict`.
 */
export function findingsOf(id: string, verdict: unknown): readonly Finding[] {
  if (verdict === 'pass') return []
  const findings: readonly unknown[] = Array.isArray(verdict) ? verdict : [verdict]
  for (const finding of findings) {
    if (!isFinding(finding)) throw noVerdict(id, finding, "'pass' or findings with code and message")
  }
  return findings as readonly Finding[]
}

/**
 * What a gate returned, after checking that it is a verdict.
 *
 * @throws TamisError `rule.invalid_verdict`.
 */
export function gateVerdictOf(id: string, verdict: unknown): GateVerdict {
  const expected = 'an outcome of passed, failed or not_evaluated, findings and finite measures'
  if (!isObject(verdict)) throw noVerdict(id, verdict, expected)
  const { outcome, findings = [], measures = {} } = verdict as Partial<GateVerdict>
  const fits =
    (outcome === 'passed' || outcome === 'failed' || outcome === 'not_evaluated') &&
    Array.isArray(findings) &&
    findings.every(isFinding) &&
    Object.values(measures).every(Number.isFinite)
  if (!fits) throw noVerdict(id, outcome, expected)
  return { outcome, findings, measures }
}

function noVerdict(id: string, received: unknown, expected: string): TamisError {
  const what = received instanceof Promise ? 'a promise' : received === null ? 'null' : typeof received
  return new TamisError('rule.invalid_verdict', {
    message: `Rule ${id} returned ${what} where ${expected} belong`,
    details: { rule: id },
  })
}

function isFinding(value: unknown): value is Finding {
  if (!isObject(value)) return false
  const { code, message } = value as Partial<Finding>
  return typeof code === 'string' && code !== '' && typeof message === 'string'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
