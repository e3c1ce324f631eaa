import { TamisError } from '@tamis/core'
import { parseTimes, parseTimezone } from '../schedule/times.ts'
import { lastSlot, slotBatchId } from '../slot.ts'

export interface BatchIdFlags {
  readonly 'batch-id'?: string | undefined
  readonly slot?: string | undefined
  readonly timezone?: string | undefined
}

/**
 * The batch id that flags give: as typed, or of the last slot. Undefined lets the engine make one.
 *
 * @throws TamisError `usage.invalid`.
 */
export function batchIdOf(flags: BatchIdFlags, pipeline: string, now: number): string | undefined {
  const { 'batch-id': given, slot, timezone } = flags
  if (given !== undefined && slot !== undefined) throw clash('--batch-id and --slot', 'both name the batch')
  if (timezone !== undefined && slot === undefined)
    throw clash('--timezone', 'is of the times that --slot gives')
  if (slot === undefined) return given
  return slotBatchId(pipeline, lastSlot(parseTimes(slot), parseTimezone(timezone ?? 'UTC'), now))
}

function clash(flags: string, why: string): TamisError {
  return new TamisError('usage.invalid', { message: `${flags} ${why}`, hint: 'See `tamis run --help`.' })
}
