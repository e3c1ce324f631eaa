import { addsUp, type Load, TamisError } from '@tamis/core'
import { placeText } from './quarantine-table.ts'
import type { RowCodec } from './row-codec.ts'

/** @throws TamisError `conservation.broken` when a load does not account for every record exactly once. */
export function checkLoad<T extends object>(load: Load<T>, codec: RowCodec<T>): void {
  const { counts, records, quarantine, duplicates } = load
  const handed = [
    ['loaded', counts.loaded, records.length],
    ['quarantined', counts.quarantined, quarantine.length],
    ['duplicates', counts.duplicates, duplicates.length],
  ] as const
  for (const [what, counted, there] of handed) {
    if (counted !== there) throw broken(load, `${counted} ${what} were counted and ${there} handed over`)
  }
  if (!addsUp(counts)) throw broken(load, `${JSON.stringify(counts)} do not add up`)
  const places = new Set([...records, ...quarantine, ...duplicates].map(placeText))
  if (places.size !== counts.extracted) throw broken(load, 'a page and position is accounted for twice')
  const keys = new Set(records.map(({ record }) => codec.keyOf(record)))
  if (keys.size !== records.length) throw broken(load, 'two records have one key')
}

export function broken<T extends object>(load: Load<T>, why: string): TamisError {
  return new TamisError('conservation.broken', {
    message: `Batch ${load.batch.batchId}: ${why}`,
    details: { counts: load.counts },
  })
}
