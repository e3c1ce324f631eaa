import type { Dataset } from '../dataset.ts'
import { TamisError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Rule } from '../transform/rule.ts'

/**
 * Refuses rules that look back at a field by another name than the dataset has for it, where they would see nothing. What
 * a dataset has not at all a rule may name: it may judge several.
 *
 * @throws TamisError `plugin.invalid` naming every rule, its field, and the one that is meant.
 */
export function requireFieldsMeant<T extends object>(dataset: Dataset<T>, rules: readonly Rule<T>[]): void {
  const names = [dataset.key, ...Object.keys(dataset.fields ?? {})]
  const problems = rules.flatMap(({ id, needs }) =>
    // Rules may come without types.
    [needs?.historyFields ?? []].flat().flatMap((field) => {
      const meant = names.includes(field) ? undefined : nearest(String(field), names)
      return meant === undefined
        ? []
        : [`${id}: looks back at ${field}, which ${dataset.name} has not; did you mean ${meant}?`]
    }),
  )
  if (problems.length === 0) return
  throw new TamisError('plugin.invalid', {
    message: problems.join('\n'),
    hint: 'Mend `needs.historyFields` of the rule, or switch it off.',
  })
}
