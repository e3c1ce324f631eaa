import type { CommittedBatch, Dataset, Held, PlacedRecord, QuarantineEntry } from '@tamis/core'

/** What the first line of a file says: everything of the batch but its records. */
export interface Header {
  readonly batch: CommittedBatch
  readonly sourceKeys: readonly string[]
  readonly note: string | null
  /** When each revision was published, in milliseconds since 1970 UTC. */
  readonly publishedAt: readonly number[]
}

/** What a revision replaced: records that changed or went, entries that pass now. */
export interface Replaced {
  readonly revision: number
  readonly records: readonly PlacedRecord<object>[]
  readonly released: readonly QuarantineEntry[]
}

/** A file of a batch: whole or absent, so all of it stands in one. */
export interface BatchFile<T extends object> extends Held<T> {
  readonly header: Header
  readonly replaced: readonly Replaced[]
}

/** One JSON object a line: first the batch, then its records, what is in quarantine, and what was replaced. */
export function toLines<T extends object>({ header, records, quarantine, replaced }: BatchFile<T>): string {
  const lines = [
    header,
    ...records,
    ...quarantine.map((entry) => ({ quarantine: entry })),
    ...replaced.map((earlier) => ({ replaced: earlier })),
  ]
  return lines.map((line) => `${JSON.stringify(line, writable)}\n`).join('')
}

/** The file that {@link toLines} wrote. */
export function fromLines<T extends object>(text: string, dataset: Dataset<T>): BatchFile<T> {
  const records: PlacedRecord<T>[] = []
  const quarantine: QuarantineEntry[] = []
  const replaced: Replaced[] = []
  const [first = '', ...lines] = text.split('\n')
  for (const line of lines) {
    if (line === '') continue
    const value = JSON.parse(line) as Line<T>
    if ('record' in value) records.push({ ...value, record: readable(value.record, dataset) })
    else if ('quarantine' in value) quarantine.push(value.quarantine)
    else replaced.push(value.replaced)
  }
  return { header: headerOf(first), records, quarantine, replaced }
}

/** The batch of a first line. */
export function headerOf(line: string): Header {
  return JSON.parse(line) as Header
}

/** A record as it comes back from a file. */
export function asKept<T extends object>(record: T, dataset: Dataset<T>): T {
  return readable(JSON.parse(JSON.stringify(record, writable)) as T, dataset)
}

type Line<T extends object> =
  | PlacedRecord<T>
  | { readonly quarantine: QuarantineEntry }
  | { readonly replaced: Replaced }

/** JSON knows none of these. */
const BEYOND: Readonly<Record<string, number>> = {
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
}

function writable(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

/** The name of a number that JSON has not is that number; a field that the dataset did not have yet is null. */
function readable<T extends object>(kept: T, { key, fields }: Dataset<T>): T {
  const values = Object.entries(fields).map(([name, { type }]) => {
    const value: unknown = Reflect.get(kept, name) ?? null
    return [name, type === 'real' ? (BEYOND[String(value)] ?? value) : value]
  })
  return { [key]: Reflect.get(kept, key), ...Object.fromEntries(values) } as T
}
