import { type FieldValue, isoTime } from '@tamis/core'
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
    ...Object.fromEntries(universe.fields.map(({ name }) => [name, record[name] ?? null])),
    page,
    position,
    status: 'loaded',
    rules: [] as string[],
  }))
  const kept = universe.quarantined.map(({ key, candidate, findings, page, position }) => ({
    ...from,
    ...asRecord(candidate, universe.fields),
    [universe.key]: key,
    page,
    position,
    status: 'quarantined',
    rules: [...new Set(findings.filter(({ severity }) => severity !== 'warn').map(({ rule }) => rule))],
  }))
  return [...loaded, ...kept]
}

/** What a record that was kept out holds of the fields; null for what is none. All of it is in `quarantine show`. */
function asRecord(candidate: unknown, fields: Universe['fields']): Row {
  const held: Row = typeof candidate === 'object' && candidate !== null ? { ...candidate } : {}
  return Object.fromEntries(fields.map(({ name, type }) => [name, asField(held[name], type)]))
}

function asField(value: unknown, type: Universe['fields'][number]['type']): FieldValue {
  if (type === 'json') return typeof value === 'object' && value !== null ? JSON.stringify(value) : null
  if (type === 'real' || type === 'integer') return typeof value === 'number' ? value : null
  if (typeof value !== 'string') return null
  if (type === 'text') return value
  const time = Date.parse(value)
  return Number.isNaN(time) ? null : isoTime(time)
}
