import { statfsSync } from 'node:fs'
import { TamisError } from '@tamis/core'
import type { DatabaseSize, Growth } from '@tamis/sink-sqlite/read'
import { bytes } from '../output/format.ts'
import { type CheckResult, failed, ok, warning } from './check-result.ts'

/** A batch and its log fit in it while the whole market is small. */
const LEAST_BYTES = 64 * 1024 ** 2

/** Whether the disk has room for the next batches, and for a year. */
export function examineDisk(folder: string, size: (DatabaseSize & Growth) | null): CheckResult {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const told = `${bytes(free)} free`
  if (free < Math.max(LEAST_BYTES, 2 * (size?.bytesPerBatch ?? 0))) {
    return failed(
      'disk',
      new TamisError('store.full', { message: `Only ${told}: the next batch may not fit` }),
    )
  }
  const year = size?.bytesPerYear ?? null
  if (year === null) return ok('disk', told)
  const grows = `${told}; a year takes about ${bytes(year)}`
  return free < year
    ? warning('disk', grows, 'See what raw pages take: `tamis prune --dry-run`.')
    : ok('disk', grows)
}
