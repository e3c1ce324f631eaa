import type { Dataset } from '@tamis/core'

export interface Coin {
  readonly coin_id: string
  readonly symbol: string | null
  readonly name: string | null
  readonly price: number | null
  readonly market_cap: number | null
  readonly rank: number | null
  readonly seen_at: string | null
  readonly roi: string | null
}

const isCoin = (value: unknown): value is Coin =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'coin_id') === 'string'

/** A dataset with a field of every kind. */
export const coins = {
  name: 'coins',
  version: 1,
  key: 'coin_id',
  keyOf: (candidate: unknown) => (isCoin(candidate) ? candidate.coin_id : null),
  schema: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) => (isCoin(value) ? { value } : { issues: [{ message: 'is no coin' }] }),
    },
  },
  fields: {
    symbol: { type: 'text', nullable: true, slow: true, doc: 'Its symbol.' },
    name: { type: 'text', nullable: true, slow: true, doc: 'Its name.' },
    price: { type: 'real', nullable: true, doc: 'Its price.' },
    market_cap: { type: 'real', nullable: true, doc: 'Its size.' },
    rank: { type: 'integer', nullable: true, doc: 'Its rank.' },
    seen_at: { type: 'timestamp', nullable: true, doc: 'When it was seen.' },
    roi: { type: 'json', nullable: true, doc: 'What it returned.' },
  },
} satisfies Dataset<Coin>

export function coin(id: string, values: Partial<Coin> = {}): Coin {
  return {
    coin_id: id,
    symbol: id.slice(0, 3),
    name: id.toUpperCase(),
    price: 1.5,
    market_cap: null,
    rank: 1,
    seen_at: '2026-01-01T00:00:00.123Z',
    roi: null,
    ...values,
  }
}
