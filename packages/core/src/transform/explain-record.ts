import type { Batch } from '../batch.ts'
import type { Source } from '../extract/source.ts'
import type { StagedPage } from '../page.ts'
import { Collector } from './collect.ts'
import { findingsIn } from './judge.ts'
import type { JudgedFinding, Rule, Severity } from './rule.ts'
import { type TimeLimit, unlimited } from './time-limit.ts'
import type { History } from './transform-batch.ts'

/** What one rule says of a record; no finding means that it passes. */
export interface RuleVerdict {
  readonly rule: string
  readonly version: number
  readonly severity: Severity
  readonly findings: readonly JudgedFinding[]
}

/** A record on its way back from a batch to its bytes. */
export interface ExplainedRecord {
  readonly page: StagedPage
  readonly position: number
  /** The record's JSON exactly as received. */
  readonly text: string
  /** Of every rule; of key and schema alone where the candidate is no record. */
  readonly verdicts: readonly RuleVerdict[]
}

export interface ExplainOptions<T extends object> {
  readonly batch: Batch
  /** All staged pages of the batch, as rules may judge by the whole of it. */
  readonly pages: readonly StagedPage[]
  readonly key: string
  /** Earlier observations of a key, for rules that need them. Default: none. */
  readonly history?: History<T>
  readonly limit?: TimeLimit
}

/**
 * Where a record of a batch stands in the staged bytes, and what each rule says of it. Pure in its inputs.
 *
 * @throws TamisError `parse.failed`, `rule.failed`, `rule.invalid_verdict`.
 */
export async function explainRecord<T extends object>(
  source: Source<T>,
  rules: readonly Rule<T>[],
  { batch, pages, key, history = () => [], limit = unlimited }: ExplainOptions<T>,
): Promise<ExplainedRecord | undefined> {
  const collector = new Collector(source, batch.plan, () => undefined)
  for (const page of pages) collector.add(page)
  const { items, misfits } = collector.end()
  const item = items.find((one) => one.key === key)
  const found = item ?? misfits.find((misfit) => misfit.key === key)
  const page = pages.find(({ request }) => request.kind === 'records' && request.page === found?.page)
  if (found === undefined || page === undefined) return undefined
  for (const one of items) one.history = history(one.key)
  const verdicts =
    item === undefined
      ? asVerdicts(found.findings)
      : allVerdicts(rules, findingsIn(item, rules, items, limit))
  return {
    page,
    position: found.position,
    text: source.slice(page, new Set([found.position]))[found.position] ?? '',
    verdicts,
  }
}

function allVerdicts<T extends object>(
  rules: readonly Rule<T>[],
  findings: readonly JudgedFinding[],
): readonly RuleVerdict[] {
  return rules.map(({ id, version, severity }) => {
    return { rule: id, version, severity, findings: findings.filter(({ rule }) => rule === id) }
  })
}

function asVerdicts(findings: readonly JudgedFinding[]): readonly RuleVerdict[] {
  return findings.map((finding) => {
    const { rule, ruleVersion, severity } = finding
    return { rule, version: ruleVersion, severity, findings: [finding] }
  })
}
