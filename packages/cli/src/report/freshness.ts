import type { PlacedMarketRecord } from '@tamis/sink-sqlite/read'
import type { Judged } from './range.ts'

/** How old things are. Milliseconds; null where nothing tells. */
export interface Freshness {
  /** From the newest published batch to the time of the report. */
  readonly age: number
  /** Half of the published batches followed the one before sooner. */
  readonly usualGap: number | null
  readonly longestGap: { readonly length: number; readonly from: number } | null
  /** Half of the coins of the newest batch were updated by the vendor later before it than this. */
  readonly vendorAge: number | null
  /** How many of them had not been updated for a day. */
  readonly staleCoins: number | null
}

const DAY = 86_400_000

/** How old the newest batch and the prices in it are, and how regular batches come. */
export function freshnessOf(
  published: readonly Judged[],
  records: readonly PlacedMarketRecord[],
  { extractedAt, now }: { readonly extractedAt: number; readonly now: number },
): Freshness {
  const gaps = published.slice(1).map((batch, at) => {
    const from = published[at]?.extractedAt ?? batch.extractedAt
    return { length: batch.extractedAt - from, from }
  })
  const ages = records
    .map(({ record }) => extractedAt - Date.parse(String(record.last_updated)))
    .filter(Number.isFinite)
  return {
    age: Math.max(0, now - extractedAt),
    usualGap: median(gaps.map(({ length }) => length)),
    longestGap: gaps.toSorted((left, right) => right.length - left.length)[0] ?? null,
    vendorAge: median(ages),
    staleCoins: ages.length === 0 ? null : ages.filter((age) => age > DAY).length,
  }
}

function median(values: readonly number[]): number | null {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? null
}
