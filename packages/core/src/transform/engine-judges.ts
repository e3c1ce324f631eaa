import type { Gate } from './gate.ts'
import type { Rule } from './rule.ts'

/** A rule or gate of the engine itself: it judges before all others, is always in force, and has no settings. */
export type EngineJudge = Pick<
  Rule<object> | Gate<object>,
  'kind' | 'id' | 'version' | 'severity' | 'summary' | 'basis' | 'settings'
>

export const KEY_RULE = {
  kind: 'rule',
  id: 'key.missing',
  version: 1,
  severity: 'quarantine',
  summary: 'Always in force: a record has no key.',
  basis: 'Nothing could be said of it later: the key is how a record is found again from batch to batch.',
} as const satisfies EngineJudge

export const SCHEMA_RULE = {
  kind: 'rule',
  id: 'schema',
  version: 1,
  severity: 'quarantine',
  summary: 'Always in force: a record does not fit the schema of its dataset.',
  basis:
    'What does not fit has no place in the columns of the market, and rules would judge what they do not expect.',
} as const satisfies EngineJudge

export const EMPTY_GATE: Gate<object> = {
  kind: 'gate',
  id: 'batch.empty',
  version: 1,
  severity: 'reject',
  summary: 'Always in force: the batch holds not a single record.',
  basis: 'It is nobody’s market: published, it would take the last good one from readers.',
  check({ counts, pages }) {
    if (counts.extracted > 0) return { outcome: 'passed' }
    const message = `None of the ${pages.received} pages holds a record`
    return { outcome: 'failed', findings: [{ code: 'empty', message, expected: '> 0', received: 0 }] }
  },
}

/** The rules and gates of the engine itself, rules first. No other may have their ids. */
export const ENGINE_JUDGES: readonly EngineJudge[] = [KEY_RULE, SCHEMA_RULE, EMPTY_GATE]

/** Whether an id is that of a rule or gate of the engine itself. */
export function isEngineJudge(id: string): boolean {
  return ENGINE_JUDGES.some((judge) => judge.id === id)
}
