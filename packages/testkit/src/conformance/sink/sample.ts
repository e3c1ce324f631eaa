import type { Dataset } from '@tamis/core'

/** The record of the suite's own dataset: a field of every kind, with names that a query language may stumble over. */
export interface Sample {
  readonly sample_id: string
  readonly label: string | null
  readonly group: string | null
  readonly order: number | null
  readonly amount: number | null
  readonly seen_at: string | null
  readonly details: string | null
}

export const SAMPLES: Dataset<Sample> = {
  name: 'samples',
  version: 1,
  key: 'sample_id',
  keyOf: (candidate) => (isSample(candidate) ? candidate.sample_id : null),
  schema: {
    '~standard': {
      version: 1,
      vendor: 'tamis-testkit',
      validate: (value) => (isSample(value) ? { value } : { issues: [{ message: 'It is no sample' }] }),
    },
  },
  fields: {
    label: { type: 'text', nullable: true, slow: true, doc: 'What it is called.' },
    group: { type: 'text', nullable: true, doc: 'What it belongs to.' },
    order: { type: 'integer', nullable: true, doc: 'Its rank.' },
    amount: { type: 'real', nullable: true, doc: 'How much of it there is.' },
    seen_at: { type: 'timestamp', nullable: true, doc: 'When it was seen.' },
    details: { type: 'json', nullable: true, doc: 'What else is known of it.' },
  },
}

function isSample(value: unknown): value is Sample {
  if (typeof value !== 'object' || value === null) return false
  const id: unknown = Reflect.get(value, 'sample_id')
  return typeof id === 'string' && id !== ''
}

export function sample(id: string, changes: Partial<Sample> = {}): Sample {
  return {
    sample_id: id,
    label: `The ${id}`,
    group: null,
    order: 1,
    amount: 1.5,
    seen_at: '2100-12-31T23:59:00.123Z',
    details: null,
    ...changes,
  }
}
