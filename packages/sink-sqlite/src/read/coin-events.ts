import type { Database } from 'better-sqlite3'
import { timeOrNull } from '../ledger.ts'
import { eventsOfKeySql } from '../schema/dataset-events.ts'
import { batchAsOf } from './as-of.ts'
import { layoutIn } from './pipelines.ts'

/** Something that befell a coin from one batch of its pipeline to the next. Times are milliseconds since 1970 UTC. */
export interface CoinEvent {
  /** The time of the batch that showed it. */
  readonly at: number
  readonly batchId: string
  /** `kept_out`: rules put it into quarantine, as they do with a zombie. `disappeared`: a whole batch does not have it. */
  readonly event: 'first_seen' | 'kept_out' | 'back' | 'disappeared'
  /** Ids of the rules that kept it out. */
  readonly rules: readonly string[]
  /** The last price that was published of it before it was kept out or gone. */
  readonly lastGoodPrice: number | null
  readonly lastGoodAt: number | null
  /** What to make of it, where many left at once. */
  readonly note: string | null
}

export interface CoinEventsQuery {
  readonly pipeline?: string
  /** A key (coin id). */
  readonly coin: string
}

interface Row {
  readonly coin_id: string
  readonly at: string
  readonly batch_id: string
  readonly event: CoinEvent['event']
  readonly rules: string | null
  readonly last_good_price: number | null
  readonly last_good_at: string | null
  readonly note: string | null
}

/** What befell a coin, the first event first; nothing for one that no published batch held. */
export function coinEvents(db: Database, { coin, ...asked }: CoinEventsQuery): readonly CoinEvent[] {
  const { dataset, pipeline } = batchAsOf(db, asked)
  const sql = `select * from (${eventsOfKeySql(layoutIn(db, dataset))}) where pipeline = @pipeline`
  return db.prepare<[object], Row>(sql).all({ key: coin, pipeline }).map(toEvent)
}

function toEvent(row: Row): CoinEvent {
  return {
    at: Date.parse(row.at),
    batchId: row.batch_id,
    event: row.event,
    rules: row.rules?.split(',') ?? [],
    lastGoodPrice: row.last_good_price,
    lastGoodAt: timeOrNull(row.last_good_at),
    note: row.note,
  }
}
