import { TamisError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { isEngineJudge } from './engine-judges.ts'
import { GATE_SEVERITIES, type Gate } from './gate.ts'
import { type Rule, SEVERITIES } from './rule.ts'

/** What an owner says of one rule or gate: a severity, `off`, or a severity and settings. */
export type JudgeSetting = string | Readonly<Record<string, unknown>>
export type JudgeSettings = Readonly<Record<string, JudgeSetting>>

/**
 * Rules and gates with an owner's settings applied, `off` ones left out.
 *
 * @throws TamisError `config.invalid` naming every problem with its path, unknown ids included.
 */
export function configureJudges<J extends Rule<never> | Gate<never>>(
  judges: readonly J[],
  settings: JudgeSettings,
): J[] {
  const problems: string[] = []
  const known = new Set(judges.map((judge) => judge.id))
  for (const id of Object.keys(settings)) {
    if (isEngineJudge(id)) problems.push(`${id}: is always in force and has no settings`)
    else if (!known.has(id)) problems.push(`${id}: no such rule or gate${meant(id, [...known])}`)
  }
  const configured = judges.flatMap((judge) => {
    const setting = Object.hasOwn(settings, judge.id) ? settings[judge.id] : undefined
    return setting === undefined ? [judge] : apply(judge, setting, problems)
  })
  if (problems.length > 0) throw new TamisError('config.invalid', { message: problems.join('\n') })
  return configured
}

function apply<J extends Rule<never> | Gate<never>>(
  judge: J,
  setting: JudgeSetting,
  problems: string[],
): J[] {
  const { severity, ...options } = typeof setting === 'string' ? { severity: setting } : setting
  const allowed: readonly string[] = judge.kind === 'gate' ? GATE_SEVERITIES : SEVERITIES
  if (severity === 'off') return []
  if (severity !== undefined && !allowed.includes(String(severity))) {
    problems.push(
      `${judge.id}: severity ${JSON.stringify(severity)} is not one of ${allowed.join(', ')}, off`,
    )
    return []
  }
  let configured: J = judge
  if (Object.keys(options).length > 0) {
    if (judge.configure === undefined) problems.push(`${judge.id}: has no settings`)
    else {
      try {
        configured = judge.configure(options) as J
      } catch (error) {
        problems.push(`${judge.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  return [severity === undefined ? configured : { ...configured, severity }]
}

function meant(id: string, known: readonly string[]): string {
  const close = nearest(id, known) ?? known.find((other) => other.endsWith(`.${id}`))
  return close === undefined ? '' : `; did you mean ${close}?`
}
