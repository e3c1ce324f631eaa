import type { BatchSummary, MarketReader } from '@tamis/sink-sqlite/read'

export interface ReportRange {
  readonly pipeline: string
  /** Times in milliseconds since 1970 UTC. Without `from`: the last batches. */
  readonly from?: number
  readonly to?: number
}

/** A month of two a day. */
const USUAL = 60
/** More would be thinner than a line. */
const MOST = 360
const DAY = 86_400_000

/** A batch that was judged: published or rejected, with the time that every such batch has. */
export interface Judged extends BatchSummary {
  readonly extractedAt: number
}

/** The batches of the market in a range, the first one first. */
export function judgedBatches(
  reader: MarketReader,
  { pipeline, from, to = Number.MAX_SAFE_INTEGER }: ReportRange,
): readonly Judged[] {
  const all = reader.batches({
    pipeline,
    states: ['published', 'rejected'],
    ...(from !== undefined && { from }),
  })
  const inRange = all.filter(isMarket).filter(({ extractedAt }) => extractedAt <= to)
  return (from === undefined ? inRange.slice(0, USUAL) : inRange).toReversed()
}

function isMarket(batch: BatchSummary): batch is Judged {
  return !batch.adHoc && batch.extractedAt !== null
}

/** What charts show of many batches. */
export interface Thinned {
  readonly batches: readonly Judged[]
  readonly every: 'batch' | 'day' | 'week' | 'month'
}

/** No more batches than can be seen: else the last one of each day, week or thirty days. */
export function thinned(batches: readonly Judged[]): Thinned {
  if (batches.length <= MOST) return { batches, every: 'batch' }
  for (const [every, days] of [
    ['day', 1],
    ['week', 7],
  ] as const) {
    const kept = lastOfEach(batches, days * DAY)
    if (kept.length <= MOST) return { batches: kept, every }
  }
  return { batches: lastOfEach(batches, 30 * DAY), every: 'month' }
}

function lastOfEach(batches: readonly Judged[], period: number): readonly Judged[] {
  const numberOf = ({ extractedAt }: Judged): number => Math.floor(extractedAt / period)
  return batches.filter((batch, at) => {
    const next = batches[at + 1]
    return next === undefined || numberOf(next) !== numberOf(batch)
  })
}
