import type { Gate, Rule } from '@tamis/core'
import { brief, keep, same } from '../check.ts'

type Described = Pick<Rule<never> | Gate<never>, 'kind' | 'id' | 'version' | 'summary' | 'severity'>

/** Ends a check unless a rule or gate says what it is, in a form that the ledger and the commands can use. */
export function requireDescription(
  judge: Described,
  kind: 'rule' | 'gate',
  severities: readonly string[],
): void {
  const { id, version, summary, severity } = judge
  same(judge.kind, kind, 'its kind')
  keep(typeof id === 'string' && /^[a-z][a-z0-9_.-]{0,79}$/.test(id), `its id is ${brief(id)}`)
  keep(Number.isSafeInteger(version) && version >= 1, `its version is ${brief(version)}`)
  keep(typeof summary === 'string' && summary.trim() !== '', `its summary is ${brief(summary)}`)
  keep(!summary.includes('\n'), 'its summary is longer than a line')
  keep(severities.includes(severity), `its severity is ${brief(severity)}`)
}
