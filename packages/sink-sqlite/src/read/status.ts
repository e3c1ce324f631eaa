import type { GateResult } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { type BatchSummary, batchDetails, listBatches } from './batches.ts'
import { type Growth, growth } from './growth.ts'
import { choosePipeline, type Holder, holderOf } from './pipelines.ts'
import { lastRuns, type RunSummary } from './runs.ts'

/** How a pipeline is. Times are milliseconds since 1970 UTC, sizes bytes. */
export interface PipelineStatus {
  readonly pipeline: string
  /** The batch that is served as latest. */
  readonly latest: BatchSummary | null
  readonly ageMs: number | null
  /** The last batches that were published or rejected, the first one first. */
  readonly trend: readonly BatchSummary[]
  /** What the gates said of the last batch that they judged. */
  readonly judged: { readonly batch: BatchSummary; readonly gates: readonly GateResult[] } | null
  /** Batches that wait for something: open, sealed, rejected or parked, newer than the latest. */
  readonly pending: readonly BatchSummary[]
  readonly lastRun: RunSummary | null
  /** Who runs it now. */
  readonly holder: Holder | null
  readonly openQuarantine: number
  readonly database: DatabaseSize & Growth
}

export interface DatabaseSize {
  readonly bytes: number
  /** Of it, free for new rows. */
  readonly freeBytes: number
  readonly batches: number
}

const TREND = 30

/** @throws TamisError `usage.invalid` for an unknown pipeline, or several when none is named. */
export function status(db: Database, name: string | undefined, now: number): PipelineStatus {
  const pipeline = choosePipeline(db, name)
  const committed = listBatches(db, { pipeline, states: ['published', 'rejected'], limit: TREND })
  const latest = latestOf(db, pipeline)
  const waiting = listBatches(db, { pipeline, states: ['open', 'sealed', 'rejected'], limit: TREND })
  return {
    pipeline,
    latest,
    ageMs: latest?.extractedAt == null ? null : now - latest.extractedAt,
    trend: [...committed].reverse(),
    judged: judgedOf(db, committed[0]),
    pending: waiting.filter((batch) => batch.openedAt > (latest?.openedAt ?? 0)),
    lastRun: lastRuns(db, { pipeline, limit: 1 })[0] ?? null,
    holder: holderOf(db, pipeline),
    openQuarantine: latest?.quarantined ?? 0,
    database: { ...databaseSize(db), ...growth(db) },
  }
}

function latestOf(db: Database, pipeline: string): BatchSummary | null {
  const published = listBatches(db, { pipeline, states: ['published'], limit: 100 })
  return published.find((batch) => !batch.adHoc) ?? null
}

function judgedOf(db: Database, batch: BatchSummary | undefined): PipelineStatus['judged'] {
  if (batch === undefined) return null
  return { batch, gates: batchDetails(db, batch.batchId)?.gates ?? [] }
}

export function databaseSize(db: Database): DatabaseSize {
  const number = (pragma: string): number => Number(db.pragma(pragma, { simple: true }))
  const pageSize = number('page_size')
  return {
    bytes: number('page_count') * pageSize,
    freeBytes: number('freelist_count') * pageSize,
    batches: db.prepare<[], number>('select count(*) from batches').pluck().get() ?? 0,
  }
}
