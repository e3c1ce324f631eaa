import { type Rule, TamisError } from '@tamis/core'
import type { RulePromise, RuleSuite } from '@tamis/testkit'
import { type Fish, fishRule, heavy, light } from '../support/good-rule.ts'

type Check = Rule<Fish>['check']

/** For each promise a rule that keeps all the others, as far as they can be kept without it. */
export const BROKEN_RULES: Readonly<Record<RulePromise, () => Rule<Fish>>> = {
  'it describes itself': () => ({ ...fishRule(), id: 'Weight Rule' }),
  'it tells good from bad': () => ({ ...fishRule(), check: () => 'pass' }),
  'check is pure': checking((check) => (fish, context) => {
    return Date.parse(fish.caught_at) > Date.now() ? 'pass' : check(fish, context)
  }),
  'the same record gets the same verdict': checking((check) => {
    const seen = new Set<string>()
    return (fish, context) => {
      const known = seen.has(fish.fish_id)
      seen.add(fish.fish_id)
      return known ? { code: 'again', message: 'It was seen before' } : check(fish, context)
    }
  }),
  'it changes nothing that it is given': checking((check) => (fish, context) => {
    return check(Object.assign(fish, { name: fish.name?.trim() ?? null }), context)
  }),
  'it asks for what it uses': () => ({ ...fishRule(), needs: { history: 1 } }),
  'findings are evidence': checking((check) => (fish, context) => {
    const verdict = check(fish, context)
    return verdict === 'pass'
      ? 'pass'
      : { ...[verdict].flat()[0], code: 'x', message: 'x', received: fish.weight_g }
  }),
  'no record makes it throw': checking((check) => (fish, context) => {
    return (fish.name as string).trim() === 'x' ? 'pass' : check(fish, context)
  }),
  'statistics are numbers or null': () => ({
    ...fishRule(),
    needs: { history: 1, statistics: { weight: ({ weight_g }) => (weight_g?.toFixed(2) ?? null) as never } },
  }),
  'settings are checked': () =>
    fishRule({}, (settings) => {
      const { maximumGrams } = settings
      if (typeof maximumGrams !== 'number')
        throw new TamisError('config.invalid', { message: 'maximumGrams: no number' })
      return { maximumGrams }
    }),
}

function checking(change: (check: Check) => Check): () => Rule<Fish> {
  return () => {
    const good = fishRule()
    return { ...good, check: change(good.check) }
  }
}

export const FISH_SUITE: Omit<RuleSuite<Fish>, 'rule'> = {
  passes: [light, { record: { ...light.record, fish_id: 'blank', name: ' ' } }],
  fails: [heavy],
}
