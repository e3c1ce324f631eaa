import type { Batch, Dataset, Difference, Load } from '@tamis/core'
import type { BatchRow } from '../ledger.ts'
import type { Dimensions } from './dimensions.ts'
import { parseFindings, rulesOf } from './findings.ts'
import { honourReleases, type Sorted } from './overrides.ts'
import { compareQuarantine, type QuarantineChanges, type QuarantineTable } from './quarantine-table.ts'
import type { RowChanges, Rows } from './rows.ts'

/** A batch as the ledger has it. */
export type LedgerBatch = Pick<BatchRow, 'batch_no' | 'attempt' | 'state' | 'revision'>

/** As the ledger would have a batch that it has never seen. The number is that of no batch. */
export function unseen({ attempt }: Batch): LedgerBatch {
  return { batch_no: 0, attempt, state: 'sealed', revision: 0 }
}

export interface Changes<T extends object> {
  readonly rows: RowChanges<T>
  readonly quarantine: QuarantineChanges
}

/** What a commit would make of a batch. */
export interface Comparison<T extends object> {
  readonly sorted: Sorted<T>
  readonly changes: Changes<T>
  readonly changed: boolean
  /** After the commit. */
  readonly revision: number
}

export interface Compared<T extends object> {
  readonly dataset: Dataset<T>
  readonly rows: Rows<T>
  readonly quarantine: QuarantineTable
  readonly dimensions: Dimensions
}

/** Holds a judged batch against what is kept of it. Inside a transaction. */
export function compareBatch<T extends object>(
  { dataset, rows, quarantine, dimensions }: Compared<T>,
  row: LedgerBatch,
  load: Load<T>,
): Comparison<T> {
  const kept = quarantine.judgements(row.batch_no)
  const sorted = honourReleases(dataset, load, kept)
  const changes: Changes<T> = {
    rows:
      load.outcome === 'rejected'
        ? { added: [], changed: [], removed: [] }
        : rows.compare(row.batch_no, rows.prepare(sorted.records, dimensions)),
    quarantine: compareQuarantine(kept, sorted.quarantine),
  }
  const changed = row.state !== load.outcome || differs(changes)
  const revision = load.outcome === 'published' && changed ? row.revision + 1 : row.revision
  return { sorted, changes, changed, revision }
}

function differs<T extends object>({ rows, quarantine }: Changes<T>): boolean {
  return [rows, quarantine].some((changes) => Object.values(changes).some((list) => list.length > 0))
}

export function describe<T extends object>({ rows, quarantine }: Changes<T>): Difference {
  return {
    added: rows.added.map((row) => row.key),
    removed: rows.removed.map((row) => row.key),
    changed: rows.changed.map((row) => row.key),
    quarantined: [...quarantine.added, ...quarantine.reopened].map(({ key, findings }) => ({
      key,
      rules: rulesOf(findings),
    })),
    released: quarantine.released.map(({ key, findings }) => ({
      key,
      rules: rulesOf(parseFindings(findings)),
    })),
  }
}
