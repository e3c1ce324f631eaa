import * as Flags from '@oclif/core/flags'
import type { ReplayOptions } from '@tamis/core'
import { TamisError } from '@tamis/core'
import { parseSpan } from '../times.ts'

/** Which batches, as `replay` and `rules test` are told. */
export const BATCH_FLAGS = {
  batch: Flags.string({ multiple: true, helpValue: 'ID', description: 'this batch; may be repeated' }),
  from: Flags.string({
    helpValue: 'TIME',
    description: 'batches extracted at or after this; a bare date is its beginning',
  }),
  to: Flags.string({
    helpValue: 'TIME',
    description: 'batches extracted at or before this; a bare date is its end',
  }),
  all: Flags.boolean({ description: 'every batch of the pipeline' }),
}

export interface BatchFlags {
  readonly batch?: readonly string[] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly all: boolean
}

/**
 * The batches that flags choose.
 *
 * @throws TamisError `usage.invalid` when they choose none, or in two ways.
 */
export function batchChoice({
  batch,
  from,
  to,
  all,
}: BatchFlags): Pick<ReplayOptions, 'batches' | 'from' | 'to'> {
  const ranged = from !== undefined || to !== undefined
  const ways = [batch !== undefined, ranged, all].filter(Boolean).length
  if (ways !== 1) {
    throw new TamisError('usage.invalid', {
      message: ways === 0 ? 'Which batches?' : '--batch, --from/--to and --all go apart',
      hint: 'Give --batch ID, --from and --to, or --all.',
    })
  }
  return { ...(batch === undefined ? {} : { batches: batch }), ...parseSpan({ from, to }) }
}
