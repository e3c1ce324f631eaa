import type { BatchSummary } from '@tamis/sink-sqlite/read'

/** When the next batch is to be expected, in milliseconds since 1970 UTC, and what tells so. */
export interface NextDue {
  readonly at: number
  /** `slot`: the times of day that `run --slot` named batches after; `interval`: how far apart batches are. */
  readonly basis: 'slot' | 'interval'
}

const DAY_MS = 86_400_000
/** Batches closer together than this are tries, and no schedule. */
const SHORTEST_MS = 60_000
const INTERVALS = 15

/**
 * When the next batch is due, going by the batches so far, the first one first. Null while they show no schedule.
 * Schedules are kept by schedulers, which nothing here can ask; `tamis doctor` looks for those of this machine.
 */
export function nextDue(pipeline: string, batches: readonly BatchSummary[]): NextDue | null {
  const regular = batches.filter(({ adHoc }) => !adHoc)
  const slots = regular.flatMap(({ batchId }) => slotOf(pipeline, batchId) ?? [])
  const last = regular.at(-1)
  if (last !== undefined && slotOf(pipeline, last.batchId) !== undefined) {
    return { at: slotAfter(Math.max(...slots), slots), basis: 'slot' }
  }
  const times = regular.flatMap(({ extractedAt }) => extractedAt ?? []).slice(-INTERVALS - 1)
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0))
  const usual = median(gaps)
  if (gaps.length < 2 || usual < SHORTEST_MS) return null
  return { at: Math.max(...times) + usual, basis: 'interval' }
}

/** The slot of a batch that was named after one; an id that ends in more is of no slot. */
function slotOf(pipeline: string, batchId: string): number | undefined {
  if (!batchId.startsWith(`${pipeline}-`)) return undefined
  const named = batchId.slice(pipeline.length + 1)
  if (!/^\d{8}T\d{6}Z$/.test(named)) return undefined
  const slot = Date.parse(named.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
  return Number.isNaN(slot) ? undefined : slot
}

/** The same times of day come again: of those in the day before the last slot, the first one after it. */
function slotAfter(last: number, slots: readonly number[]): number {
  const ofADay = slots.filter((slot) => slot > last - DAY_MS && slot <= last)
  return Math.min(...ofADay.map((slot) => slot + DAY_MS))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
