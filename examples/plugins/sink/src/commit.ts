import {
  type CommittedBatch,
  type Dataset,
  type Difference,
  differenceOf,
  type Held,
  type Load,
  type Receipt,
  requireConserved,
  sameQuarantine,
  TamisError,
} from '@tamis/core'
import { asKept, type BatchFile, type Header, type Replaced } from './lines.ts'

/** What a commit makes of a batch, and what it tells of it. `file` is undefined when nothing differs. */
export interface Committed<T extends object> {
  readonly receipt: Receipt
  readonly file: BatchFile<T> | undefined
}

const NOTHING: Held<never> = { records: [], quarantine: [] }

/**
 * The file of a judged batch after the one that stands there. Pure.
 *
 * @throws TamisError `conservation.broken`, `defect.unexpected` for a batch that cannot be committed so.
 */
export function committed<T extends object>(
  load: Load<T>,
  before: BatchFile<T> | undefined,
  dataset: Dataset<T>,
): Committed<T> {
  const keyOf = (record: T): string => String(Reflect.get(record, dataset.key))
  requireConserved(load, keyOf)
  requireCommittable(load, before)
  const isPublished = load.outcome === 'published'
  const after: Held<T> = {
    records: isPublished
      ? load.records.map((placed) => ({ ...placed, record: asKept(placed.record, dataset) }))
      : [],
    quarantine: [...load.quarantine].sort((a, b) => a.page - b.page || a.position - b.position),
  }
  const held: Held<T> = before ?? NOTHING
  const difference = differenceOf(held, after, keyOf)
  const isSame =
    before?.header.batch.state === load.outcome &&
    Object.values(difference).every((keys) => keys.length === 0) &&
    sameQuarantine(held.quarantine, after.quarantine)
  const last = before?.header.batch.revision ?? 0
  if (before !== undefined && isSame && before.header.batch.judgedBy === load.versions.hash) {
    return { receipt: { revision: last, changed: false, difference }, file: undefined }
  }
  const revision = isPublished && !isSame ? last + 1 : last
  const replaced = revision > 1 && !isSame ? [replacedBy(revision, difference, held, after, keyOf)] : []
  const publishedAt = [...(before?.header.publishedAt ?? []), ...(revision > last ? [load.at] : [])]
  const { sourceKeys, note } = load
  const header: Header = { batch: ledgerEntry(load, revision), sourceKeys, note, publishedAt }
  return {
    receipt: { revision, changed: !isSame, difference },
    file: { header, ...after, replaced: [...(before?.replaced ?? []), ...replaced] },
  }
}

function ledgerEntry<T extends object>(load: Load<T>, revision: number): CommittedBatch {
  const { batch, outcome: state, counts, pages, requested, missing, findings, warnings, gates } = load
  const judgedBy = load.versions.hash
  return {
    ...batch,
    state,
    revision,
    counts,
    pages,
    requested,
    missing: missing.count,
    findings,
    warnings,
    gates,
    judgedBy,
  }
}

/** What is there no more: records that changed or went, and entries that pass now. */
function replacedBy<T extends object>(
  revision: number,
  { removed, changed }: Difference,
  before: Held<T>,
  after: Held<T>,
  keyOf: (record: T) => string,
): Replaced {
  const gone = new Set([...removed, ...changed])
  const stays = new Set(after.quarantine.map(({ page, position }) => `${page}:${position}`))
  return {
    revision,
    records: before.records.filter(({ record }) => gone.has(keyOf(record))),
    released: before.quarantine.filter(({ page, position }) => !stays.has(`${page}:${position}`)),
  }
}

function requireCommittable<T extends object>(
  { batch, outcome }: Load<T>,
  before: BatchFile<T> | undefined,
): void {
  const { attempt = batch.attempt, state } = before?.header.batch ?? {}
  const isFit = batch.state !== 'open' && batch.state !== 'abandoned' && attempt === batch.attempt
  if (isFit && !(state === 'published' && outcome === 'rejected')) return
  throw new TamisError('defect.unexpected', {
    message: `Batch ${batch.batchId}, attempt ${batch.attempt}, cannot be committed as ${outcome}: it is ${state ?? batch.state}`,
    phase: 'load',
  })
}
