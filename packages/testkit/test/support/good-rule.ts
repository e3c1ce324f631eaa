import { type Rule, TamisError } from '@tamis/core'
import type { RuleCase } from '@tamis/testkit'

export interface Fish {
  readonly fish_id: string
  readonly name: string | null
  readonly weight_g: number | null
  readonly caught_at: string
}

interface Settings {
  readonly maximumGrams: number
}
type Given = Readonly<Record<string, unknown>>

/** A rule that keeps every promise: with history, statistics and a setting. */
export function fishRule(given: Given = {}, settingsOf = checkSettings): Rule<Fish> {
  const settings = settingsOf({ maximumGrams: 5000, ...given })
  return {
    kind: 'rule',
    id: 'weight.high',
    version: 1,
    summary: 'It is heavier than any of its kind, and than it was before.',
    severity: 'warn',
    settings: { ...settings },
    needs: { history: 1, statistics: { weight: ({ weight_g }) => weight_g } },
    configure: (changes) => fishRule({ ...settings, ...changes }, settingsOf),
    check({ weight_g: weight }, { history, statistics }) {
      const before = history[0]?.record.weight_g ?? 0
      const usual = statistics.weight?.median ?? 0
      if (weight === null || weight <= settings.maximumGrams || weight <= Math.max(before, usual))
        return 'pass'
      return {
        code: 'heavy',
        message: `It weighs ${weight} g`,
        path: 'weight_g',
        expected: `<= ${settings.maximumGrams}`,
        received: Number.isFinite(weight) ? weight : String(weight),
      }
    },
  }
}

function checkSettings(given: Given): Settings {
  const problems = Object.keys(given)
    .filter((name) => name !== 'maximumGrams')
    .map((name) => `${name}: no such setting`)
  const { maximumGrams } = given
  if (typeof maximumGrams !== 'number') problems.push('maximumGrams: no number')
  if (problems.length > 0) throw new TamisError('config.invalid', { message: problems.join('\n') })
  return { maximumGrams: Number(maximumGrams) }
}

const FISH: Fish = { fish_id: 'pike', name: 'Pike', weight_g: 900, caught_at: '2026-11-22T04:00:00.000Z' }
export const light: RuleCase<Fish> = { record: FISH }
export const heavy: RuleCase<Fish> & { readonly code: string } = {
  code: 'heavy',
  record: { ...FISH, fish_id: 'carp', weight_g: 9000 },
  context: {
    history: [
      { record: { ...FISH, weight_g: 800 }, batchId: 'earlier', extractedAt: Date.UTC(2026, 10, 21) },
    ],
    statistics: { weight: { count: 3, median: 900, mad: 10 } },
  },
}
