import type { Database } from 'better-sqlite3'
import { quoted } from './identifier.ts'
import type { Layout } from './layout.ts'

/**
 * So many at once, above this share of a batch, did not all die: the API has other ideas of what it shows, as when wrapped
 * and staked tokens left the default answer overnight (CoinGecko, 2026-02-05).
 */
export const MASS = {
  share: 0.05,
  count: 5,
  /** Who is among the first N changes by itself: batches further apart than this say nothing of the API. */
  rankingDays: 2,
  note: "many left at once: likely a change of the API's policy, not so many deaths",
} as const

/** Name of the view of dated events: `coin_events` for the market, `<dataset>_events` for any other dataset. */
export function eventsView({ dataset }: Pick<Layout, 'dataset'>): string {
  return dataset === 'crypto_markets' ? 'coin_events' : `${dataset}_events`
}

/**
 * What befell each key from one published batch of its pipeline and plan to the next: first seen, kept out (a zombie, as
 * the rules tell), back, disappeared from a whole batch. A view over rows and quarantine, so a replay rebuilds it by being
 * committed. It reads all of history; the library asks for one key at a time, which is quick.
 */
export function makeEventsView(db: Database, form: Layout): void {
  const left = 'count(*) over (partition by e.pipeline, e.plan, e.place, e.event)'
  db.exec(`create view ${quoted(eventsView(form))} as ${eventsSql(form, '', left)}`)
}

/** The same for the key `@key` alone: whoever else left is only looked at where it left. */
export function eventsOfKeySql(form: Layout): string {
  const keysAt = (place: string): string => `
    select key from (
      select p.pipeline, p.plan, p.place, k.key from batch p cross join ${quoted(form.tables.rows)} r
        on r.batch_no = p.batch_no join ${quoted(form.tables.keys)} k on k.key_no = r.key_no
      union all
      select p.pipeline, p.plan, p.place, q.key from batch p cross join quarantine_entries q
        on q.batch_no = p.batch_no where q.status = 'open') o
    where o.pipeline = e.pipeline and o.plan = e.plan and o.place = ${place}`
  const left = `(select count(*) from (${keysAt('e.place - 1')} except ${keysAt('e.place')}))`
  return `${eventsSql(form, 'and key = @key', left)} order by at`
}

/** `only` is a condition on the key. */
function eventsSql(form: Layout, only: string, left: string): string {
  const { dataset, tables, fast } = form
  const price = fast.some(({ name }) => name === 'current_price') ? 'r."current_price"' : 'null'
  // The cross joins keep the planner to looking rows up: by batch, and by key where there is only one.
  const keyed = only === '' ? '' : `cross join ${quoted(tables.keys)} k on k.key = @key`
  const rows =
    only === ''
      ? `cross join ${quoted(tables.rows)} r on r.batch_no = b.batch_no
    join ${quoted(tables.keys)} k on k.key_no = r.key_no`
      : `${keyed} cross join ${quoted(tables.rows)} r on r.batch_no = b.batch_no and r.key_no = k.key_no`
  return `
with batch as (
  select b.batch_no, b.batch_id, b.pipeline, b.plan, b.universe, b.extracted_at, b.loaded + b.quarantined as size,
    row_number() over time as place, lag(b.extracted_at) over time as before_at
  from batches b where b.state = 'published' and b.ad_hoc = 0 and b.dataset = '${dataset}'
  window time as (partition by b.pipeline, b.plan order by b.extracted_at, b.batch_no)),
seen as (
  select b.pipeline, b.plan, b.place, k.key, 'loaded' as state, null as rules, ${price} as price
  from batch b ${rows}
  union all
  select b.pipeline, b.plan, b.place, q.key, 'kept',
    (select group_concat(distinct f.value ->> 'rule') from json_each(q.findings) f
     where f.value ->> 'severity' = 'quarantine'), null
  from batch b cross join quarantine_entries q on q.batch_no = b.batch_no
  where q.status = 'open' and q.key is not null ${only}),
story as (
  select *, lag(place) over key as before, lag(state) over key as before_state, lag(price) over key as before_price,
    lead(place) over key as after
  from seen window key as (partition by pipeline, plan, key order by place)),
event as (
  select pipeline, plan, key, place, 'first_seen' as event, rules, null as last_good_price, null as good_place
  from story where before is null
  union all
  select pipeline, plan, key, place, 'kept_out', rules, before_price, iif(before_state = 'loaded', before, null)
  from story where state = 'kept' and (before is null or before_state = 'loaded')
  union all
  select pipeline, plan, key, place, 'back', null, null, null
  from story where before is not null and (before < place - 1 or (state = 'loaded' and before_state = 'kept'))
  union all
  select pipeline, plan, key, place + 1, 'disappeared', rules, price, iif(state = 'loaded', place, null)
  from story where after is null or after > place + 1)
select e.pipeline, b.extracted_at as at, b.batch_id, e.key as coin_id, e.event, e.rules, e.last_good_price,
  g.extracted_at as last_good_at,
  iif(e.event = 'disappeared'
    and (b.universe = 'all' or julianday(b.extracted_at) - julianday(b.before_at) <= ${MASS.rankingDays})
    and ${left} >= max(${MASS.count}, ${MASS.share} * b.size), '${MASS.note.replaceAll("'", "''")}', null) as note
from event e join batch b on b.pipeline = e.pipeline and b.plan = e.plan and b.place = e.place
  left join batch g on g.pipeline = e.pipeline and g.plan = e.plan and g.place = e.good_place`
}
