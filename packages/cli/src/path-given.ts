const NOTHING = 'Expected a path but received nothing'

/** A flag that a script meant to fill: what it was left empty for is not to be guessed. */
export async function pathFlag(given: string): Promise<string> {
  // oclif puts the name of the flag before it.
  if (given.trim() === '') throw new Error(NOTHING)
  return given
}

/** The same of an argument. @throws TamisError `usage.invalid`. */
export async function pathArgument(given: string): Promise<string> {
  if (given.trim() !== '') return given
  const { TamisError } = await import('@tamis/core')
  throw new TamisError('usage.invalid', { message: NOTHING })
}
