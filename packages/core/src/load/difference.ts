import { isDeepStrictEqual } from 'node:util'
import type { JudgedFinding } from '../transform/rule.ts'
import type { PlacedRecord, QuarantineEntry } from '../transform/transformed.ts'
import { findingsToJson } from '../transform/wire.ts'
import type { Difference } from './sink.ts'

/** What a sink holds of a batch, or is about to hold. */
export interface Held<T extends object> {
  readonly records: readonly PlacedRecord<T>[]
  /** Open entries. */
  readonly quarantine: readonly QuarantineEntry[]
}

/** What a commit changes, for sinks that can read back what they hold; `before` of a new batch is empty. */
export function differenceOf<T extends object>(
  before: Held<T>,
  after: Held<T>,
  keyOf: (record: T) => string,
): Difference {
  const old = new Map(before.records.map((placed) => [keyOf(placed.record), placed]))
  const now = new Map(after.records.map((placed) => [keyOf(placed.record), placed]))
  const keptOut = new Map(before.quarantine.map((entry) => [place(entry), entry]))
  const stays = new Set(after.quarantine.map(place))
  return {
    added: [...now.keys()].filter((key) => !old.has(key)),
    removed: [...old.keys()].filter((key) => !now.has(key)),
    changed: [...now]
      .filter(([key, placed]) => old.has(key) && !isDeepStrictEqual(old.get(key), placed))
      .map(([key]) => key),
    quarantined: after.quarantine.filter((entry) => !keptOut.has(place(entry))).map(withRules),
    released: before.quarantine.filter((entry) => !stays.has(place(entry))).map(withRules),
  }
}

/** Whether two quarantines say the same of the same places. */
export function sameQuarantine(a: readonly QuarantineEntry[], b: readonly QuarantineEntry[]): boolean {
  const wire = (entries: readonly QuarantineEntry[]): unknown =>
    new Map(entries.map((entry) => [place(entry), JSON.stringify(findingsToJson(entry.findings))]))
  return isDeepStrictEqual(wire(a), wire(b))
}

function place({ page, position }: { readonly page: number; readonly position: number }): string {
  return `${page}:${position}`
}

function withRules({ key, findings }: QuarantineEntry): Difference['quarantined'][number] {
  return { key, rules: rulesOf(findings) }
}

/** The rules that kept a record out, each once. */
function rulesOf(findings: readonly JudgedFinding[]): readonly string[] {
  return [...new Set(findings.filter(({ severity }) => severity === 'quarantine').map(({ rule }) => rule))]
}
