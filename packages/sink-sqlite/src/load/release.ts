import { type BatchCounts, type Dataset, type Receipt, type Release, TamisError } from '@tamis/core'
import { type CommittedRow, committedRow } from '../ledger.ts'
import type { StoreConnection } from '../store-connection.ts'
import { Dimensions } from './dimensions.ts'
import { isReleasable, parseFindings, rulesOf } from './findings.ts'
import { writeRevision } from './ledger-entry.ts'
import { recordOf } from './overrides.ts'
import { BY_REPLAY, type KeptEntry, type QuarantineTable } from './quarantine-table.ts'
import type { RowCodec } from './row-codec.ts'
import type { Rows } from './rows.ts'

export interface ReleaseTools<T extends object> {
  readonly store: StoreConnection
  readonly dataset: Dataset<T>
  readonly codec: RowCodec<T>
  readonly rows: Rows<T>
  readonly quarantine: QuarantineTable
}

/**
 * Loads a quarantined record into the published batch it came with, as the next revision; replay honours it. Inside a
 * transaction.
 *
 * @throws TamisError `usage.invalid` for what is not there, is released already or is not to be released by hand.
 */
export function releaseEntry<T extends object>(tools: ReleaseTools<T>, release: Release): Receipt {
  const { store, dataset, codec, rows, quarantine } = tools
  requireReason(release)
  const row = requireBatch(store, release)
  const entry = requireOpen(quarantine.find(row.batch_no, release), release)
  const record = requireReleasable(dataset, entry)
  const { page, position } = entry
  const revision = row.revision + 1
  const added = rows.prepare([{ record, page, position }], new Dimensions(store.db, codec.layout))
  rows.apply(row.batch_no, revision, { added, changed: [], removed: [] })
  quarantine.release(row.batch_no, entry, { revision, at: release.at, by: release.by, note: release.note })
  noteRevision(store, row, revision, release)
  return {
    revision,
    changed: true,
    difference: {
      added: added.map((one) => one.key),
      removed: [],
      changed: [],
      quarantined: [],
      released: [{ key: entry.key, rules: rulesOf(parseFindings(entry.findings)) }],
    },
  }
}

function requireReason({ by, note }: Release): void {
  if (note.trim() === '') throw refused('A release needs a note that says why', 'Add --note.')
  if (by.trim() === '' || by === BY_REPLAY) throw refused(`Nobody is called ${JSON.stringify(by)}`)
}

function requireBatch(store: StoreConnection, { batchId }: Release): CommittedRow {
  const row = committedRow(store.db, batchId)
  if (row?.state === 'published' && row.pipeline === store.context.pipeline) return row
  if (row === undefined || row.pipeline !== store.context.pipeline) {
    throw new TamisError('batch.unknown', {
      message: `Pipeline ${store.context.pipeline} has no published batch ${JSON.stringify(batchId)}`,
    })
  }
  throw refused(
    `Batch ${row.batch_id} was rejected`,
    `Publish it first with \`tamis accept ${row.batch_id}\`.`,
  )
}

function requireOpen(found: KeptEntry | undefined, { batchId, page, position }: Release): KeptEntry {
  const place = `page ${page}, position ${position} of ${batchId}`
  if (found === undefined) throw refused(`Nothing is quarantined at ${place}`, 'See `tamis quarantine list`.')
  if (found.status === 'open') return found
  throw refused(`The record at ${place} was released already, by ${found.released_by}`)
}

function requireReleasable<T extends object>(dataset: Dataset<T>, entry: KeptEntry): T {
  const findings = parseFindings(entry.findings)
  const record = isReleasable(findings) ? recordOf(dataset, entry.record) : undefined
  if (record !== undefined) return record
  throw refused(
    `${entry.key ?? 'A record without a key'} is kept out by ${rulesOf(findings).join(', ')}, which is not released by hand`,
    'Set the rule to warn or off in the configuration, then `tamis replay`.',
  )
}

function noteRevision(store: StoreConnection, row: CommittedRow, revision: number, release: Release): void {
  const { extracted, duplicates } = row
  const counts: BatchCounts = {
    extracted,
    loaded: row.loaded + 1,
    quarantined: row.quarantined - 1,
    duplicates,
  }
  store.db
    .prepare(
      `update batches set revision = ?, loaded = ?, quarantined = ?, exported_revision = null, fence = ?
       where batch_no = ?`,
    )
    .run(revision, counts.loaded, counts.quarantined, store.lease.fence, row.batch_no)
  writeRevision(store.db, {
    batchNo: row.batch_no,
    revision,
    at: release.at,
    runId: store.context.runId,
    reason: 'released',
    judgedBy: row.judged_by,
    counts,
    note: release.note,
  })
}

function refused(message: string, hint?: string): TamisError {
  return new TamisError('usage.invalid', { message, phase: 'load', ...(hint === undefined ? {} : { hint }) })
}
