import type { Place } from './record-item.ts'
import type { Duplicate } from './transformed.ts'

/** A candidate whose key came before. */
export interface Repeat extends Place {
  readonly key: string
  readonly first: Place
  readonly candidate: unknown
}

/** Whether each says something else than the first of its key; page by page, so that none is read twice. */
export function compareRepeats(
  repeats: readonly Repeat[],
  readAgain: (place: Place) => unknown,
): readonly Duplicate[] {
  const differing = new Set<Repeat>()
  for (const repeat of repeats.toSorted((a, b) => a.first.page - b.first.page)) {
    if (!sameJson(readAgain(repeat.first), repeat.candidate)) differing.add(repeat)
  }
  return repeats.map((repeat) => {
    const { key, page, position } = repeat
    return { key, page, position, differs: differing.has(repeat) }
  })
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
