import { nearest, TamisError } from '@tamis/core'
import type { BatchDetails, MarketReader } from '@tamis/sink-sqlite/read'

/** A batch that somebody named. @throws TamisError `batch.unknown`, with the one that was probably meant. */
export function requireBatch(reader: MarketReader, batchId: string): BatchDetails {
  const batch = reader.batch(batchId)
  if (batch !== undefined) return batch
  const ids = reader.batches().map((other) => other.batchId)
  const meant = nearest(batchId, ids)
  throw new TamisError('batch.unknown', {
    message: `There is no batch ${JSON.stringify(batchId)}`,
    ...(meant === undefined ? {} : { hint: `Did you mean ${meant}? See \`tamis batches\`.` }),
  })
}
