import type { Dataset, Field } from '@tamis/core'

/** A record of the smallest market that still has everything: a key, numbers that may be missing, a name. */
export interface Coin {
  readonly id: string
  readonly name: string | null
  readonly current_price: number | null
  readonly total_volume: number | null
}

const number = { type: 'real', unit: 'currency', nullable: true } as const
const fields: Readonly<Record<string, Field>> = {
  name: { type: 'text', nullable: true, slow: true, doc: 'What people call it.' },
  current_price: { ...number, doc: 'Price.' },
  total_volume: { ...number, doc: 'Traded in a day.' },
}

/** Four fields; the schema says by itself what does not fit, so no validator library is needed. */
export const coins: Dataset<Coin> = {
  name: 'coins',
  version: 1,
  key: 'id',
  keyOf: (candidate) => textOf(candidate, 'id'),
  fields,
  sourceKeys: ['id', 'name', 'current_price', 'total_volume'],
  schema: {
    '~standard': {
      version: 1,
      vendor: 'tamis-testkit',
      validate(value) {
        const issues = [
          ...problem(value, 'name', 'string'),
          ...problem(value, 'current_price', 'number'),
          ...problem(value, 'total_volume', 'number'),
        ]
        if (issues.length > 0) return { issues }
        const { id, name = null, current_price = null, total_volume = null } = value as Coin
        return { value: { id, name, current_price, total_volume } }
      },
    },
  },
}

function problem(value: unknown, name: string, type: 'string' | 'number') {
  if (typeof value !== 'object' || value === null) return [{ message: 'not an object', path: [] }]
  const found: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : null
  const fits = found === null || (typeof found === type && (type === 'string' || Number.isFinite(found)))
  return fits ? [] : [{ message: `not a ${type}`, path: [name] }]
}

function textOf(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  const found: unknown = Reflect.get(value, name)
  return typeof found === 'string' && found !== '' ? found : null
}
