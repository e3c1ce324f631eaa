import * as Flags from '@oclif/core/flags'
import type { QuarantineFilter } from '@tamis/sink-sqlite/read'

/** Which quarantined records, as the commands of the topic are told. */
export const FILTER_FLAGS = {
  pipeline: Flags.string({ helpValue: 'NAME', description: 'of this pipeline' }),
  batch: Flags.string({ helpValue: 'ID', description: 'of this batch' }),
  rule: Flags.string({ helpValue: 'RULE', description: 'with a finding of this rule' }),
  code: Flags.string({ helpValue: 'CODE', description: 'with a finding of this code' }),
  coin: Flags.string({ helpValue: 'ID', description: 'of this coin' }),
}

export interface FilterFlags {
  readonly pipeline?: string | undefined
  readonly batch?: string | undefined
  readonly rule?: string | undefined
  readonly code?: string | undefined
  readonly coin?: string | undefined
}

/** The filter that flags give. */
export function filterOf({ pipeline, batch, rule, code, coin }: FilterFlags): QuarantineFilter {
  return {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(batch === undefined ? {} : { batchId: batch }),
    ...(rule === undefined ? {} : { rule }),
    ...(code === undefined ? {} : { code }),
    ...(coin === undefined ? {} : { key: coin }),
  }
}
