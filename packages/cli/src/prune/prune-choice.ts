import { TamisError } from '@tamis/core'
import type { PruneOptions } from '@tamis/sink-sqlite/maintain'
import type { SettingsFlags } from '../config/settings.ts'
import { chooseDatabase } from '../market/choose-database.ts'
import { openReader } from '../market/open-reader.ts'
import { parseSize } from '../sizes.ts'
import { parseDuration } from '../times.ts'

export interface PruneFlags {
  readonly 'older-than'?: string | undefined
  readonly keep?: string | undefined
  readonly 'dry-run': boolean
  readonly pipeline?: string | undefined
}

/**
 * What flags say is to go.
 *
 * @throws TamisError `usage.invalid` when they do not say, and it is no dry run.
 */
export function pruneChoice(flags: PruneFlags, now: number): PruneOptions {
  const { 'older-than': olderThan, keep, pipeline } = flags
  const isOpen = olderThan === undefined && keep === undefined
  if (isOpen && !flags['dry-run']) {
    throw new TamisError('usage.invalid', {
      message: 'Which raw pages?',
      hint: 'Give --older-than 90d or --keep 2GiB; --dry-run shows first what would go.',
    })
  }
  return {
    ...(olderThan === undefined ? {} : { before: now - parseDuration(olderThan) }),
    ...(keep === undefined ? {} : { keepBytes: parseSize(keep) }),
    ...(isOpen ? { keepBytes: 0 } : {}),
    ...(pipeline === undefined ? {} : { pipeline }),
  }
}

/**
 * The database that flags name, as one that is there and holds the pipeline.
 *
 * @throws TamisError `config.*`, `store.*`, `usage.invalid`.
 */
export async function openForPruning(
  flags: SettingsFlags & { readonly pipeline?: string | undefined },
): Promise<string> {
  if (flags.pipeline === undefined) return await chooseDatabase(flags)
  // A pipeline that the configuration no longer has may still have raw pages.
  using market = await openReader(flags)
  return market.path
}
