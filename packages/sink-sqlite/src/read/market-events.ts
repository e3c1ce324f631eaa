import type { Database } from 'better-sqlite3'
import { MASS } from '../schema/dataset-events.ts'
import { batchAsOf } from './as-of.ts'
import type { CoinEvent } from './coin-events.ts'
import { layoutIn } from './pipelines.ts'
import { Sightings } from './sightings.ts'
import { type Step, stepsOf } from './steps.ts'

/** An event of any coin. */
export interface MarketEvent extends CoinEvent {
  readonly key: string
}

export interface MarketEventsQuery {
  readonly pipeline?: string
  /** Times of batches, both included, in milliseconds since 1970 UTC. */
  readonly from: number
  readonly to: number
}

interface EventBatch {
  readonly batchNo: number
  readonly batchId: string
  readonly plan: string
  readonly universe: string
  readonly extractedAt: number
  readonly size: number
}

/**
 * What befell coins in the batches of a range, each compared with the one before it of its plan, be that before the range;
 * the first event first. A coin that was away before counts as first seen when it comes. The same as the view of events
 * tells, by one pass over the keys of each batch where the view sorts all rows.
 */
export function eventsBetween(
  db: Database,
  { from, to, ...asked }: MarketEventsQuery,
): readonly MarketEvent[] {
  const { dataset, pipeline } = batchAsOf(db, asked)
  const sightings = new Sightings(db, layoutIn(db, dataset))
  const all = batchesUntil(db, { dataset, pipeline, to: new Date(to).toISOString() })
  const events = [...new Set(all.map(({ plan }) => plan))].flatMap((plan) => {
    const batches = all.filter((batch) => batch.plan === plan)
    const before = batches.findLastIndex(({ extractedAt }) => extractedAt < from)
    return eventsOf(batches.slice(Math.max(0, before)), sightings)
  })
  return events.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function batchesUntil(db: Database, asked: object): readonly EventBatch[] {
  type Row = Omit<EventBatch, 'extractedAt'> & { readonly extractedAt: string }
  const sql = `select batch_no as batchNo, batch_id as batchId, plan, universe, extracted_at as extractedAt,
      loaded + quarantined as size
    from batches where dataset = @dataset and pipeline = @pipeline and state = 'published' and ad_hoc = 0
      and extracted_at <= @to order by extracted_at, batch_no`
  return db
    .prepare<[object], Row>(sql)
    .all(asked)
    .map((row) => ({ ...row, extractedAt: Date.parse(row.extractedAt) }))
}

/** The events of batches of one plan, from the second one on. */
function eventsOf(batches: readonly EventBatch[], sightings: Sightings): readonly MarketEvent[] {
  const at = (place: number): EventBatch => batches[place] as EventBatch
  const steps = stepsOf(batches.map(({ batchNo }) => sightings.keysOf(batchNo)))
  const left = new Map<number, number>()
  for (const { event, place } of steps) {
    if (event === 'disappeared') left.set(place, (left.get(place) ?? 0) + 1)
  }
  const tell = ({ event, key, place, before }: Step): MarketEvent => {
    const { batchId, extractedAt } = at(place)
    const isLoss = event === 'kept_out' || event === 'disappeared'
    const good = isLoss && before?.kept === false ? at(before.place) : undefined
    const judgedIn = event === 'disappeared' ? at(place - 1) : at(place)
    const isMass =
      event === 'disappeared' &&
      leftAsOne(at(place), extractedAt - at(place - 1).extractedAt, left.get(place))
    return {
      at: extractedAt,
      batchId,
      key: sightings.nameOf(key),
      event,
      rules: event === 'back' ? [] : sightings.rulesOf(judgedIn.batchNo, key),
      lastGoodPrice: good === undefined ? null : sightings.priceOf(good.batchNo, key),
      lastGoodAt: good?.extractedAt ?? null,
      note: isMass ? MASS.note : null,
    }
  }
  return steps.map(tell)
}

function leftAsOne({ universe, size }: EventBatch, gapMs: number, left = 0): boolean {
  const says = universe === 'all' || gapMs <= MASS.rankingDays * 86_400_000
  return says && left >= Math.max(MASS.count, MASS.share * size)
}
