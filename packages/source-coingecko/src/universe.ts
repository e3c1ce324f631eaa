/** Which coins a batch is of. */
export type Universe = { readonly top: number } | 'all' | { readonly ids: readonly string[] }

/** The hard stop of a ranked walk: 120 pages of 250. */
export const LARGEST_TOP = 30_000

/**
 * A universe as a flag gives it: `top:250`, `all`, `ids:bitcoin,ethereum`. Ids are trimmed, empty ones and repetitions
 * left out.
 *
 * @throws RangeError that says what is wrong with the text.
 */
export function parseUniverse(text: string): Universe {
  const trimmed = text.trim()
  if (trimmed === 'all') return 'all'
  const [, kind, rest = ''] = /^(top|ids):(.*)$/s.exec(trimmed) ?? []
  if (kind === 'top') return checked({ top: /^\d{1,9}$/.test(rest) ? Number(rest) : Number.NaN })
  if (kind === 'ids') {
    const ids = rest.split(',').map((id) => id.trim())
    return checked({ ids: ids.filter((id) => id !== '') })
  }
  throw new RangeError('must be top:N, all, or ids:a,b')
}

/** The text that {@link parseUniverse} reads: equal universes give equal text. */
export function universeText(universe: Universe): string {
  if (universe === 'all') return 'all'
  return 'top' in universe ? `top:${universe.top}` : `ids:${universe.ids.join(',')}`
}

/**
 * A universe with its values in range, repeated ids left out.
 *
 * @throws RangeError that says what is wrong.
 */
export function checked(universe: Universe): Universe {
  if (universe === 'all') return universe
  if ('top' in universe) {
    const { top } = universe
    if (Number.isInteger(top) && top >= 1 && top <= LARGEST_TOP) return universe
    throw new RangeError(`top must be a whole number from 1 to ${LARGEST_TOP}`)
  }
  const ids = [...new Set(universe.ids)]
  if (ids.length === 0) throw new RangeError('ids must name at least one coin')
  if (!ids.every(isId)) throw new RangeError('ids must be of 1 to 200 characters without commas or controls')
  return { ids }
}

/** Real ids hold blanks, brackets and underscores; a comma would separate two. */
function isId(id: string): boolean {
  return /^[^,\p{Cc}]{1,200}$/u.test(id) && id.trim() === id
}
