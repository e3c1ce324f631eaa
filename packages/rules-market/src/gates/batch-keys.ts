import type { BatchView, Finding } from '@tamis/core'
import * as v from 'valibot'
import { percent } from '../evidence.ts'
import type { MarketGate, MarketRecord } from '../record.ts'
import { share, tunable } from '../settings.ts'

export const batchKeys: MarketGate = tunable(
  { maximumMissingShare: v.optional(share, 0.05) },
  (settings) => ({
    kind: 'gate',
    id: 'batch.keys',
    version: 1,
    summary: 'A key that the source promises is gone from its answers. A new key is noted.',
    basis:
      'The key set of the API never changed in 1,135 daily pages (2023 to 2026). A key that goes means another API; a new one breaks nothing.',
    severity: 'reject',
    check(batch) {
      const gone = batch.counts.extracted === 0 ? [] : missingKeys(batch, settings.maximumMissingShare)
      return { outcome: gone.length > 0 ? 'failed' : 'passed', findings: [...gone, ...changedKeys(batch)] }
    },
  }),
)

function missingKeys(
  { promisedKeys, sourceKeys, counts }: BatchView<MarketRecord>,
  limit: number,
): readonly Finding[] {
  return promisedKeys.flatMap((key) => {
    const without = (counts.extracted - (sourceKeys.get(key) ?? 0)) / counts.extracted
    if (without <= limit) return []
    const message = `Key ${key} is missing from ${percent(without)} of the records`
    return {
      code: 'gone',
      message,
      path: key,
      expected: `missing from <= ${percent(limit)}`,
      received: without,
    }
  })
}

/** Keys that no batch before had, and keys beside the promised ones that the last batch had. */
function changedKeys({ promisedKeys, sourceKeys, earlier }: BatchView<MarketRecord>): readonly Finding[] {
  const last = earlier[0]
  if (last === undefined) return []
  const known = new Set([...promisedKeys, ...earlier.flatMap((batch) => batch.sourceKeys)])
  const added = [...sourceKeys.keys()].filter((key) => !known.has(key))
  const lost = last.sourceKeys.filter((key) => !sourceKeys.has(key) && !promisedKeys.includes(key))
  return [
    ...added.map((key) => ({ code: 'new', message: `Key ${key} is new`, path: key })),
    ...lost.map((key) => ({ code: 'lost', message: `Key ${key} of the last batch is gone`, path: key })),
  ]
}
