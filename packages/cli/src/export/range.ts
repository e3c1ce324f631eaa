import type { RecordRange } from '@tamis/sink-sqlite/read'
import { clocksOf } from '../market/clocks.ts'
import { parseSpan } from '../times.ts'

export interface RangeFlags {
  readonly pipeline?: string | undefined
  readonly batch?: string | undefined
  readonly 'as-of'?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly 'known-at'?: string | undefined
}

/** Which batches flags ask for. @throws TamisError `usage.invalid`. */
export function rangeOf({ pipeline, batch, from, to, ...clocks }: RangeFlags): RecordRange {
  return {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(batch === undefined ? {} : { batchId: batch }),
    ...parseSpan({ from, to }),
    ...clocksOf(clocks['as-of'], clocks['known-at']),
  }
}

/** The same for a lake, which takes all batches where nothing is asked for. */
export function lakeRangeOf(flags: RangeFlags): RecordRange {
  const { batch, from, to } = flags
  const all = batch === undefined && from === undefined && to === undefined && flags['as-of'] === undefined
  return { ...rangeOf(flags), ...(all ? { from: 0 } : {}) }
}
