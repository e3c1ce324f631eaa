import type { Database } from 'better-sqlite3'
import { storeError } from '../sqlite-errors.ts'
import {
  type BatchDetails,
  type BatchFilter,
  type BatchSummary,
  batchDetails,
  listBatches,
} from './batches.ts'
import { type CoinEvent, type CoinEventsQuery, coinEvents } from './coin-events.ts'
import { type Growth, growth } from './growth.ts'
import { type HistoryQuery, history } from './history.ts'
import { type KeptOutCount, keptOutCounts } from './kept-out-counts.ts'
import { type Location, locate } from './locate.ts'
import { eventsBetween, type MarketEvent, type MarketEventsQuery } from './market-events.ts'
import { attemptOf, type PageSummary, pagesOf, type RawPage, rawPage } from './pages.ts'
import { pipelineNames } from './pipelines.ts'
import { type CoinQuery, type Quote, quote } from './price.ts'
import {
  listQuarantine,
  type QuarantineEvent,
  type QuarantineFilter,
  type QuarantineItem,
  quarantineEvents,
} from './quarantine.ts'
import { type QueryResult, query } from './query.ts'
import { lastRuns, type RunFilter, type RunSummary } from './runs.ts'
import { type DatabaseSize, databaseSize, type PipelineStatus, status } from './status.ts'
import { type RecordRange, type RecordStream, records, type StreamedRecord } from './stream.ts'
import { type Universe, type UniverseQuery, universe } from './universe.ts'

/**
 * A database of tamis, read only. Everything throws `store.*` when the file fails, and `usage.invalid` when what is
 * asked for is not there or is ambiguous. `pipeline` may be left out where there is only one.
 */
export class MarketReader implements Disposable {
  readonly path: string
  readonly #db: Database
  readonly #now: () => number
  #streams = 0

  constructor(db: Database, path: string, now: () => number) {
    this.#db = db
    this.path = path
    this.#now = now
  }

  /** Names of the pipelines that ever wrote to it. */
  pipelines(): readonly string[] {
    return this.#reading(pipelineNames)
  }

  /** Batches by time, the last one first. */
  batches(filter: BatchFilter = {}): readonly BatchSummary[] {
    return this.#reading((db) => listBatches(db, filter))
  }

  /** Everything the ledger knows of one batch; ids are compared without case. */
  batch(batchId: string): BatchDetails | undefined {
    return this.#reading((db) => batchDetails(db, batchId))
  }

  /** Staged pages without their bytes. @throws TamisError `batch.unknown`. */
  pages(batchId: string, attempt?: number): readonly PageSummary[] {
    return this.#reading((db) => pagesOf(db, attemptOf(db, batchId, attempt)))
  }

  /** A staged page with its bytes. @throws TamisError `batch.unknown`, `page.pruned`, `page.damaged`. */
  rawPage(batchId: string, page: number, attempt?: number): RawPage {
    return this.#reading((db) => rawPage(db, batchId, page, attempt))
  }

  /** Records that rules kept out, those of the last batch first. */
  quarantine(filter: QuarantineFilter = {}): readonly QuarantineItem[] {
    return this.#reading((db) => listQuarantine(db, filter))
  }

  /** What became of one entry over time. */
  quarantineEvents(place: Pick<QuarantineItem, 'batchId' | 'page' | 'position'>): readonly QuarantineEvent[] {
    return this.#reading((db) => quarantineEvents(db, place))
  }

  /** Executions, the last one first. */
  runs(filter: RunFilter = {}): readonly RunSummary[] {
    return this.#reading((db) => lastRuns(db, filter))
  }

  /** How a pipeline is: its last batch, its trend, what waits, and the size of the database. */
  status(pipeline?: string): PipelineStatus {
    return this.#reading((db) => status(db, pipeline, this.#now()))
  }

  /** Sizes of the database in bytes, and how fast it grows. */
  size(): DatabaseSize & Growth {
    return this.#reading((db) => ({ ...databaseSize(db), ...growth(db) }))
  }

  /** The market as of a time, the dead included. */
  universe(asked: UniverseQuery = {}): Universe {
    return this.#reading((db) => universe(db, asked, this.#now()))
  }

  /** The last published record of a coin as of a time. */
  price(asked: CoinQuery): Quote {
    return this.#reading((db) => quote(db, asked, this.#now()))
  }

  /** Where what is known of a coin came from; undefined when the market as of then held nothing of it. */
  locate(asked: CoinQuery): Location | undefined {
    return this.#reading((db) => locate(db, asked, this.#now()))
  }

  /** What befell a coin from batch to batch, the first event first. */
  coinEvents(asked: CoinEventsQuery): readonly CoinEvent[] {
    return this.#reading((db) => coinEvents(db, asked))
  }

  /** What befell coins over a range of time, the first event first. */
  events(asked: MarketEventsQuery): readonly MarketEvent[] {
    return this.#reading((db) => eventsBetween(db, asked))
  }

  /** The records of some coins over a range of batches, or over all, those of the first batch first. */
  history(asked: HistoryQuery): readonly StreamedRecord[] {
    return this.#reading((db) => history(db, asked))
  }

  /** How many records each set of rules keeps out of the batches of a range, those of the first batch first. */
  keptOutByRules(asked: MarketEventsQuery): readonly KeptOutCount[] {
    return this.#reading((db) => keptOutCounts(db, asked))
  }

  /** Published records over a range of time, one at a time, with the fields that they have. */
  records(range: RecordRange = {}): RecordStream {
    const stream = this.#reading((db) => records(db, range))
    return { ...stream, records: this.#streaming(stream.records) }
  }

  /** SQL that reads, with `raw_json(body, codec)`. */
  query(sql: string): QueryResult {
    const { columns, rows } = this.#reading((db) => query(db, sql))
    return { columns, rows: this.#streaming(rows) }
  }

  close(): void {
    this.#db.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** What belongs together is read from one state of the database, whatever a run writes meanwhile. */
  #reading<R>(work: (db: Database) => R): R {
    try {
      // SQLite begins no transaction on a connection that is in the middle of a query.
      return this.#streams > 0 ? work(this.#db) : this.#db.transaction(() => work(this.#db)).deferred()
    } catch (thrown) {
      throw storeError(thrown, this.path, 'configure')
    }
  }

  #streaming<R>(rows: Iterable<R>): Iterable<R> {
    return { [Symbol.iterator]: () => this.#stream(rows) }
  }

  *#stream<R>(rows: Iterable<R>): Generator<R> {
    this.#streams++
    try {
      yield* rows
    } catch (thrown) {
      throw storeError(thrown, this.path, 'configure')
    } finally {
      this.#streams--
    }
  }
}
