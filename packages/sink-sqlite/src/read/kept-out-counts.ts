import type { Database } from 'better-sqlite3'
import type { MarketEventsQuery } from './market-events.ts'
import { choosePipeline } from './pipelines.ts'

/** Records of a batch that the same rules keep out. */
export interface KeptOutCount {
  readonly batchId: string
  /** Ids of the rules, by name. */
  readonly rules: readonly string[]
  readonly records: number
}

/** How many records each set of rules keeps out of the batches of a range, so that the counts of a batch add up. */
export function keptOutCounts(
  db: Database,
  { pipeline, from, to }: MarketEventsQuery,
): readonly KeptOutCount[] {
  interface Row {
    readonly batch_id: string
    readonly rules: string
    readonly records: number
  }
  const sql = `select batch_id, rules, count(*) as records from (
      select b.batch_no, b.batch_id, b.extracted_at, (
        select json_group_array(rule) from (
          select distinct f.value ->> 'rule' as rule from json_each(q.findings) f
          where f.value ->> 'severity' = 'quarantine' order by rule)) as rules
      from batches b cross join quarantine_entries q on q.batch_no = b.batch_no
      where b.pipeline = ? and b.state in ('published', 'rejected') and b.extracted_at between ? and ?
        and q.status = 'open')
    group by batch_no, rules order by extracted_at, batch_no, records desc, rules`
  return db
    .prepare<unknown[], Row>(sql)
    .all(choosePipeline(db, pipeline), new Date(from).toISOString(), new Date(to).toISOString())
    .map(({ batch_id, rules, records }) => ({
      batchId: batch_id,
      rules: JSON.parse(rules) as string[],
      records,
    }))
}
