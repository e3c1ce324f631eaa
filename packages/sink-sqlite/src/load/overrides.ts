import type { Dataset, Load, PlacedRecord, QuarantineEntry } from '@tamis/core'
import { isReleasable } from './findings.ts'
import { BY_REPLAY, type KeptJudgement, placeText } from './quarantine-table.ts'

/** Records and quarantine once what people released by hand is taken out of it. */
export interface Sorted<T extends object> {
  readonly records: readonly PlacedRecord<T>[]
  readonly quarantine: readonly QuarantineEntry[]
}

/** Honours releases by hand, unless something has been found since that nobody may release so. */
export function honourReleases<T extends object>(
  dataset: Dataset<T>,
  load: Load<T>,
  kept: readonly KeptJudgement[],
): Sorted<T> {
  const byHand = new Set(
    kept.filter((entry) => entry.status === 'released' && entry.released_by !== BY_REPLAY).map(placeText),
  )
  if (byHand.size === 0) return load
  const released: PlacedRecord<T>[] = []
  const quarantine = load.quarantine.filter((entry) => {
    if (!byHand.has(placeText(entry)) || !isReleasable(entry.findings)) return true
    const record = recordOf(dataset, entry.record)
    if (record === undefined) return true
    released.push({ record, page: entry.page, position: entry.position })
    return false
  })
  const records = [...load.records, ...released].sort((a, b) => a.page - b.page || a.position - b.position)
  return { records, quarantine }
}

/** The record in a text that a source cut out of its page; undefined when it does not fit the schema. */
export function recordOf<T extends object>(dataset: Dataset<T>, text: string): T | undefined {
  const result = dataset.schema['~standard'].validate(JSON.parse(text))
  return result instanceof Promise || result.issues !== undefined ? undefined : result.value
}
