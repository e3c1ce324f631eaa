import { configureJudges, type JudgeSettings, TamisError } from '@tamis/core'
import { GATES, RULES } from './judges.ts'
import type { MarketGate, MarketRule } from './record.ts'
import { DEPEG_IS_TRUE } from './rules/stable-depeg.ts'

export type { MarketGate, MarketRecord, MarketRule } from './record.ts'

/**
 * The rules and gates for crypto markets, ready for a pipeline's `rules`. By default only structural and zombie rules
 * quarantine and only structural gates reject; everything else warns. `settings` says otherwise by id: a severity
 * (`quarantine` or `warn` for rules, `reject` or `warn` for gates), `off`, or `{ severity, …options }`.
 *
 * @throws TamisError `config.invalid` naming every problem with its id.
 */
export default function marketRules(settings: JudgeSettings = {}): readonly (MarketRule | MarketGate)[] {
  const { 'stable.depeg': depeg, ...others } = settings
  const problems: string[] = []
  const quarantines = (typeof depeg === 'string' ? depeg : depeg?.severity) === 'quarantine'
  if (quarantines) problems.push(`stable.depeg: ${DEPEG_IS_TRUE}`)
  const applied = quarantines || depeg === undefined ? others : settings
  try {
    const judges = configureJudges<MarketRule | MarketGate>([...RULES, ...GATES], applied)
    if (problems.length === 0) return judges
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
  }
  throw new TamisError('config.invalid', { message: problems.join('\n') })
}
