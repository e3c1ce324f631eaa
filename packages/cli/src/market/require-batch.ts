import { nearest, TamisError } from '@tamis/core'
import type { BatchDetails, MarketReader } from '@tamis/sink-sqlite/read'

/**
 * A batch that somebody named, of a pipeline where they named one.
 *
 * @throws TamisError `batch.unknown`, with the one that was probably meant; `batch.id_taken` for one of another pipeline.
 */
export function requireBatch(reader: MarketReader, batchId: string, pipeline?: string): BatchDetails {
  const batch = reader.batch(batchId)
  if (batch !== undefined) {
    if (pipeline === undefined || batch.pipeline === pipeline) return batch
    throw new TamisError('batch.id_taken', {
      message: `Batch ${batch.batchId} belongs to pipeline ${batch.pipeline}, not ${pipeline}`,
      hint: `Name its own pipeline, ${batch.pipeline}.`,
    })
  }
  const ids = reader.batches().map((other) => other.batchId)
  const meant = nearest(batchId, ids)
  throw new TamisError('batch.unknown', {
    message: `There is no batch ${JSON.stringify(batchId)}`,
    ...(meant === undefined ? {} : { hint: `Did you mean ${meant}? See \`tamis batches\`.` }),
  })
}
