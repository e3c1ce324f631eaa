import { type Dataset, type Held, type QuarantineEntry, type Release, TamisError } from '@tamis/core'
import type { Committed } from './state.ts'

interface Placed {
  readonly page: number
  readonly position: number
}

export function placeOf({ page, position }: Placed): string {
  return `${page}:${position}`
}

function byPlace(a: Placed, b: Placed): number {
  return a.page - b.page || a.position - b.position
}

/** What a batch holds once what people let through by hand is taken out of its quarantine. */
export function letThrough<T extends object>(
  dataset: Dataset<T>,
  { records, quarantine, places }: Held<T> & { readonly places: readonly string[] },
): Held<T> {
  const passing = quarantine.flatMap((entry) => {
    const record = places.includes(placeOf(entry)) ? recordOf(dataset, entry) : undefined
    return record === undefined ? [] : [{ record, page: entry.page, position: entry.position }]
  })
  const placed = new Set(passing.map(placeOf))
  return {
    records: [...records, ...passing].sort(byPlace),
    quarantine: quarantine.filter((entry) => !placed.has(placeOf(entry))).sort(byPlace),
  }
}

/** @throws TamisError `batch.unknown`, `usage.invalid`. */
export function requireReleasable(
  kept: Committed | undefined,
  { batchId, page, position, by, note }: Release,
  pipeline: string,
): { readonly kept: Committed; readonly entry: QuarantineEntry } {
  if (kept === undefined || kept.batch.pipeline !== pipeline) {
    throw new TamisError('batch.unknown', { message: `No published batch ${JSON.stringify(batchId)}` })
  }
  const entry = kept.quarantine.find((open) => open.page === page && open.position === position)
  if (note.trim() === '' || by.trim() === '') throw refused('A release needs who lets through, and why')
  if (kept.batch.state !== 'published') throw refused(`Batch ${batchId} was rejected`)
  if (entry === undefined) throw refused(`Nothing is quarantined at page ${page}, position ${position}`)
  return { kept, entry }
}

function recordOf<T extends object>({ schema }: Dataset<T>, { record }: QuarantineEntry): T | undefined {
  const result = schema['~standard'].validate(JSON.parse(record))
  return result instanceof Promise || result.issues !== undefined ? undefined : result.value
}

function refused(message: string): TamisError {
  return new TamisError('usage.invalid', { message, phase: 'load' })
}
