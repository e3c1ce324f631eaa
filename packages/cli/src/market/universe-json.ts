import { isoTime } from '@tamis/core'
import type { Universe } from '@tamis/sink-sqlite/read'
import type { Row } from '../output/table.ts'

/** The market as of a time, a row a coin: where it is from, what it was, and whether rules keep it out. */
export function universeRows(universe: Universe): readonly Row[] {
  const from = {
    pipeline: universe.pipeline,
    vs_currency: universe.currency,
    batch_id: universe.batchId,
    revision: universe.revision,
    extracted_at: isoTime(universe.extractedAt),
  }
  const loaded = universe.records.map(({ record, page, position }) => ({
    ...from,
    ...record,
    page,
    position,
    status: 'loaded',
    rules: [] as string[],
  }))
  const kept = universe.quarantined.map(({ key, candidate, findings, page, position }) => ({
    ...from,
    ...scalars(candidate),
    // Where it is from is for us to say, whatever the record holds of such names.
    ...from,
    [universe.key]: key,
    page,
    position,
    status: 'quarantined',
    rules: [...new Set(findings.filter(({ severity }) => severity !== 'warn').map(({ rule }) => rule))],
  }))
  return [...loaded, ...kept]
}

/** The plain values of a record as it was received. */
function scalars(candidate: unknown): Row {
  if (typeof candidate !== 'object' || candidate === null) return {}
  const plain = ([, value]: [string, unknown]): boolean =>
    value === null || ['string', 'number'].includes(typeof value)
  return Object.fromEntries(Object.entries(candidate).filter(plain))
}
