import { TamisError } from '../errors.ts'
import { addsUp } from '../report.ts'
import type { Load } from './sink.ts'

/**
 * Holds a load against its own counts, for a sink to call inside its commit: what was counted was handed over, it adds
 * up, every place is accounted for once, and no two records have one key.
 *
 * @throws TamisError `conservation.broken`.
 */
export function requireConserved<T extends object>(load: Load<T>, keyOf: (record: T) => string): void {
  const { counts, records, quarantine, duplicates } = load
  const handed = [
    ['loaded', counts.loaded, records.length],
    ['quarantined', counts.quarantined, quarantine.length],
    ['duplicates', counts.duplicates, duplicates.length],
  ] as const
  for (const [what, counted, there] of handed) {
    if (counted !== there)
      throw conservationBroken(load, `${counted} ${what} were counted and ${there} handed over`)
  }
  if (!addsUp(counts)) throw conservationBroken(load, `${JSON.stringify(counts)} do not add up`)
  if (distinctPlaces([records, quarantine, duplicates]) !== counts.extracted) {
    throw conservationBroken(load, 'a page and position is accounted for twice')
  }
  const keys = new Set(records.map(({ record }) => keyOf(record)))
  if (keys.size !== records.length) throw conservationBroken(load, 'two records have one key')
}

function distinctPlaces(
  lists: readonly (readonly { readonly page: number; readonly position: number }[])[],
): number {
  const pages = new Map<number, Set<number>>()
  for (const list of lists) {
    for (const { page, position } of list) {
      const positions = pages.get(page)
      if (positions === undefined) pages.set(page, new Set([position]))
      else positions.add(position)
    }
  }
  return [...pages.values()].reduce((sum, { size }) => sum + size, 0)
}

/** The error of a load that does not account for every record exactly once. */
export function conservationBroken<T extends object>({ batch, counts }: Load<T>, why: string): TamisError {
  return new TamisError('conservation.broken', {
    message: `Batch ${batch.batchId}: ${why}`,
    details: { counts },
  })
}
