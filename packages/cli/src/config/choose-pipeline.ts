import { nearest, TamisError } from '@tamis/core'

/**
 * The name that was asked for, or the only one there is. `configured` are those that may have no batch yet.
 *
 * @throws TamisError `usage.invalid` listing the names.
 */
export function choosePipeline(
  names: readonly string[],
  asked: string | undefined,
  configured: Readonly<Record<string, unknown>> = {},
): string {
  if (names.length === 0 && (asked === undefined || !Object.hasOwn(configured, asked))) {
    throw new TamisError('usage.invalid', {
      message: 'No pipeline has written to the database yet',
      hint: 'Make a first batch with `tamis run`.',
    })
  }
  const list = names.join(', ')
  if (asked === undefined) {
    const [only] = names
    if (only !== undefined && names.length === 1) return only
    throw new TamisError('usage.invalid', {
      message: `There are several pipelines: ${list}`,
      hint: `Name one of them: ${list}.`,
    })
  }
  if (names.includes(asked)) return asked
  if (Object.hasOwn(configured, asked)) {
    throw new TamisError('usage.invalid', {
      message: `Pipeline ${asked} has no batch yet`,
      hint: `Make one with \`tamis run ${asked}\`.`,
    })
  }
  const meant = nearest(asked, names)
  throw new TamisError('usage.invalid', {
    message: `There is no pipeline ${JSON.stringify(asked)}`,
    hint: meant === undefined ? `There is: ${list}.` : `Did you mean ${meant}? There is: ${list}.`,
  })
}
