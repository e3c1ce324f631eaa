import { TamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { choosePipeline } from './pipelines.ts'

/** Two clocks: when the market was observed, and which revision of it was known. Milliseconds since 1970 UTC. */
export interface AsOf {
  readonly pipeline?: string
  /** Default: the last batch there is. */
  readonly asOf?: number
  /** Default: as it is known now. */
  readonly knownAt?: number
}

/** A published batch at one of its revisions. */
export interface BatchAsOf {
  readonly batchNo: number
  readonly batchId: string
  readonly pipeline: string
  readonly dataset: string
  readonly currency: string | null
  readonly extractedAt: number
  readonly revision: number
  /** False when a later revision has replaced it. */
  readonly current: boolean
}

export interface AsOfRow {
  readonly batch_no: number
  readonly batch_id: string
  readonly pipeline: string
  readonly dataset: string
  readonly vs_currency: string | null
  readonly extracted_at: string
  readonly revision: number
  readonly known: number
}

/** The revision of batch b that was known at a time: the last one published by then, null when none was. */
const KNOWN = `(select max(v.revision) from revisions v
    where v.batch_no = b.batch_no and v.published_at <= @knownAt)`

const COLUMNS = `b.batch_no, b.batch_id, b.pipeline, b.dataset, b.vs_currency, b.extracted_at, b.revision,
  ${KNOWN} as known`

/** Published batches that are the market (not ad hoc ones) at or before a time, the last one first. */
export const BATCHES_AS_OF = `
  select ${COLUMNS} from batches b
  where b.pipeline = @pipeline and b.dataset = (
      select d.dataset from batches d where d.pipeline = @pipeline and d.state = 'published'
      order by d.batch_no desc limit 1)
    and b.state = 'published' and b.ad_hoc = 0 and b.extracted_at <= @asOf and ${KNOWN} is not null
  order by b.extracted_at desc, b.batch_no desc`

export interface AsOfBinding {
  readonly pipeline: string
  readonly asOf: string
  readonly knownAt: string
}

const ALWAYS = '9999-12-31T23:59:59.999Z'

/** As text that sorts; later than any time when there is no limit. */
export function asOfBinding(db: Database, { pipeline, asOf, knownAt }: AsOf): AsOfBinding {
  return { pipeline: choosePipeline(db, pipeline), asOf: timeText(asOf), knownAt: timeText(knownAt) }
}

function timeText(time: number | undefined): string {
  return time === undefined ? ALWAYS : new Date(time).toISOString()
}

/**
 * The published batch with the greatest time not after the one asked for.
 *
 * @throws TamisError `usage.invalid` when there is none, naming the first one there is.
 */
export function batchAsOf(db: Database, asked: AsOf): BatchAsOf {
  const binding = asOfBinding(db, asked)
  const row = db.prepare<[AsOfBinding], AsOfRow>(`${BATCHES_AS_OF} limit 1`).get(binding)
  if (row === undefined) throw nothingYet(db, binding)
  return toBatchAsOf(row)
}

/**
 * A published batch by its id, ad hoc ones too.
 *
 * @throws TamisError `batch.unknown`, `usage.invalid` for one that is not published, or was not by then.
 */
export function batchById(db: Database, batchId: string, { pipeline, knownAt }: AsOf): BatchAsOf {
  type Row = Omit<AsOfRow, 'known'> & { readonly known: number | null; readonly state: string }
  const sql = `select ${COLUMNS}, b.state from batches b where b.batch_id = @batchId and b.state <> 'abandoned'`
  const row = db.prepare<[object], Row>(sql).get({ batchId, knownAt: timeText(knownAt) })
  if (row === undefined || (pipeline !== undefined && row.pipeline !== pipeline)) {
    const whose = row === undefined ? '' : ` of pipeline ${pipeline}: it is one of ${row.pipeline}`
    throw new TamisError('batch.unknown', { message: `There is no batch ${JSON.stringify(batchId)}${whose}` })
  }
  const { state, known } = row
  if (known !== null) return toBatchAsOf({ ...row, known })
  const message = `Batch ${row.batch_id} ${state === 'published' ? 'was not published by then' : `is ${state}, not published`}`
  throw new TamisError('usage.invalid', { message, hint: `See \`tamis batches show ${row.batch_id}\`.` })
}

export function toBatchAsOf(row: AsOfRow): BatchAsOf {
  return {
    batchNo: row.batch_no,
    batchId: row.batch_id,
    pipeline: row.pipeline,
    dataset: row.dataset,
    currency: row.vs_currency,
    extractedAt: Date.parse(row.extracted_at),
    revision: row.known,
    current: row.known === row.revision,
  }
}

function nothingYet(db: Database, { pipeline, asOf, knownAt }: AsOfBinding): TamisError {
  const sql = `select min(extracted_at) from batches where pipeline = ? and state = 'published' and ad_hoc = 0`
  const first = db.prepare<[string], string | null>(sql).pluck().get(pipeline)
  const message =
    first == null
      ? `Pipeline ${pipeline} has no published batch yet`
      : `Pipeline ${pipeline} has no batch${asOf === ALWAYS ? '' : ` of ${asOf} or before`}${knownAt === ALWAYS ? '' : ` published by ${knownAt}`}; its first is of ${first}`
  return new TamisError('usage.invalid', { message, hint: 'See `tamis batches` for what there is.' })
}
