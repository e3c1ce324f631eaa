import type { Gate, Rule } from '@tamis/core'
import { brief, keep, outcomeOf, refuses, type Skip, same } from '../check.ts'

type Judge = Pick<Rule<never> | Gate<never>, 'id' | 'version' | 'severity' | 'settings' | 'configure'>

const UNKNOWN = 'no_such_setting'

/** Settings that no judge can have: of another type than those in force, and one of another name. */
function nonsense(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const wrong = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === 'string' ? { odd: 1 } : 'odd',
  ])
  return { ...Object.fromEntries(wrong), [UNKNOWN]: 1 }
}

/** An owner's settings are checked all at once, each named, and change nothing of the judge they are given to. */
export async function settingsAreChecked(judge: Judge): Promise<Skip | undefined> {
  const { settings = {}, configure } = judge
  if (configure === undefined) {
    same(settings, {}, 'the settings of one that cannot be configured')
    return { reason: 'it has no settings (configure)' }
  }
  const before = structuredClone(settings)
  const wrong = nonsense(settings)
  const error = await refuses(`the settings ${brief(wrong)}`, () => judge.configure?.(wrong), {
    code: 'config.invalid',
  })
  const unnamed = Object.keys(wrong).filter((name) => !error.message.includes(name))
  same(unnamed, [], `wrong settings that the error does not name (${error.message})`)
  const kept = await outcomeOf(() => judge.configure?.(settings))
  keep('value' in kept && kept.value !== undefined, () => `its own settings ${brief(settings)} are refused`)
  const { id, version, settings: again } = kept.value
  same(
    [id, version, again],
    [judge.id, judge.version, settings],
    'id, version and settings, configured with its own',
  )
  const untouched = await outcomeOf(() => judge.configure?.({}))
  keep('value' in untouched, 'no settings at all are refused')
  same(untouched.value?.settings, settings, 'its settings, configured with none')
  same(judge.settings ?? {}, before, 'the settings of the one that was configured')
  return undefined
}
