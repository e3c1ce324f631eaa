import { createHash } from 'node:crypto'
import type { Load, Page } from '@tamis/core'
import { loadOf, sealedBatch } from '../sink/loads.ts'
import { type Sample, sample } from '../sink/sample.ts'
import { page, T0 } from '../stager/pages.ts'

/** How much a child keeps, at the most, before it ends by itself. */
export const CHILD_STEPS = 60

/** A page that no compression makes smaller, larger with each step, so that every kind of file reaches a limit. */
export function childPage(step: number): Page {
  return page(step, noise(step, 40 * step))
}

/** A batch, larger with each step, of which every record says which one it is. */
export function childLoad(step: number): Load<Sample> {
  const batch = sealedBatch(childBatchId(step), { extractedAt: T0 + step * 60_000 })
  const records = Array.from({ length: 100 * step }, (_, at) => {
    return sample(`s${at}`, { order: step, group: noise(step * 1000 + at, 1).toString('base64') })
  })
  return loadOf(batch, records, ['kept-out'])
}

export function childBatchId(step: number): string {
  return `batch-${step}`
}

/** The same bytes for the same seed, a KiB at a time. */
function noise(seed: number, kibibytes: number): Buffer {
  const blocks = Array.from({ length: kibibytes }, (_, at) => {
    return createHash('shake256', { outputLength: 1024 }).update(`${seed}/${at}`).digest()
  })
  return Buffer.concat(blocks)
}
