import type { Dataset } from '@tamis/core'
import { FIELDS, SOURCE_KEYS } from './fields.ts'
import type { MarketRecord } from './market-record.ts'
import { MARKET_SCHEMA } from './schema.ts'
import { usualRecord } from './usual-record.ts'

/** One row per coin and batch, from `/coins/markets`. */
export const cryptoMarkets: Dataset<MarketRecord> = {
  name: 'crypto_markets',
  version: 1,
  key: 'coin_id',
  keyOf,
  fields: FIELDS,
  sourceKeys: SOURCE_KEYS,
  schema: {
    '~standard': {
      version: 1,
      vendor: 'tamis',
      validate(candidate) {
        const value = usualRecord(candidate)
        return value === undefined ? MARKET_SCHEMA['~standard'].validate(candidate) : { value }
      },
    },
  },
}

function keyOf(candidate: unknown): string | null {
  if (typeof candidate !== 'object' || candidate === null) return null
  const { id } = candidate as { readonly id?: unknown }
  return typeof id === 'string' && id !== '' ? id : null
}
