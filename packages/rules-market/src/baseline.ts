import { type BatchView, type EarlierBatch, medianOf } from '@tamis/core'
import * as v from 'valibot'
import type { MarketRecord } from './record.ts'
import { count, positive } from './settings.ts'

const DAY_MS = 86_400_000

/** How far back gates look: a market is not the same after days without an observation. */
export const baselineEntries = {
  maximumGapDays: v.optional(positive, 2),
  baselineBatches: v.optional(count, 7),
} as const

export interface BaselineSettings {
  readonly maximumGapDays: number
  readonly baselineBatches: number
}

/** Earlier batches near enough in time to compare with, the last one first. */
export function recent(
  { earlier, extractedAt }: BatchView<MarketRecord>,
  { maximumGapDays, baselineBatches }: BaselineSettings,
): readonly EarlierBatch[] {
  return earlier
    .filter((batch) => extractedAt - batch.extractedAt <= maximumGapDays * DAY_MS)
    .slice(0, baselineBatches)
}

/** The median of a number over earlier batches, those without it left out; null when none has it. */
export function typical(
  batches: readonly EarlierBatch[],
  number: (batch: EarlierBatch) => number | undefined,
): number | null {
  return medianOf(batches.map(number).filter((value) => value !== undefined))
}

/** Distinct coins that came. */
export function distinct(batch: { readonly extracted: number; readonly duplicates: number }): number {
  return batch.extracted - batch.duplicates
}
