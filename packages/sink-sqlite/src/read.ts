import { MarketReader } from './read/market-reader.ts'
import { connectForReading } from './read/open-market.ts'

export type { AsOf, BatchAsOf } from './read/as-of.ts'
export type { BatchDetails, BatchFilter, BatchSummary, RevisionSummary } from './read/batches.ts'
export type { CoinEvent, CoinEventsQuery } from './read/coin-events.ts'
export type { Growth } from './read/growth.ts'
export type { HistoryQuery } from './read/history.ts'
export type { KeptOutCount } from './read/kept-out-counts.ts'
export type { Location } from './read/locate.ts'
export type { MarketEvent, MarketEventsQuery } from './read/market-events.ts'
export { MarketReader } from './read/market-reader.ts'
export type { PageSummary, RawPage } from './read/pages.ts'
export type { Holder } from './read/pipelines.ts'
export type { CoinQuery, Quote } from './read/price.ts'
export type { QuarantineEvent, QuarantineFilter, QuarantineItem } from './read/quarantine.ts'
export type { QueryResult, SqlValue } from './read/query.ts'
export type { MarketField, MarketRecord, PlacedMarketRecord } from './read/records.ts'
export type { Candidate } from './read/resolve-coin.ts'
export type { RunFilter, RunSummary } from './read/runs.ts'
export type { DatabaseSize, PipelineStatus } from './read/status.ts'
export type { RecordRange, RecordStream, StreamedRecord } from './read/stream.ts'
export type { QuarantinedRecord, Universe, UniverseQuery } from './read/universe.ts'

export interface OpenMarketOptions {
  /** Wall-clock time in milliseconds since 1970 UTC, from which ages are counted. Default: the machine's. */
  readonly now?: () => number
  /** How long to wait for a lock, in milliseconds. Default 5000. */
  readonly busyTimeoutMs?: number
}

/**
 * Opens a database for reading; it is never written, and may be in use by a run.
 *
 * @throws TamisError `config.no_database` when there is none, `store.*` when it cannot be read.
 */
export function openMarket(path: string, options: OpenMarketOptions = {}): MarketReader {
  const { now = Date.now, busyTimeoutMs } = options
  return new MarketReader(connectForReading(path, busyTimeoutMs), path, now)
}
