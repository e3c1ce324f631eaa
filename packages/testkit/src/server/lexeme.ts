import type { MarketCoin } from './coin.ts'

/** Fields that the API sends as floats even when whole (`19894600.0`); amounts of money are sent as `19894600`. */
const FLOATS: ReadonlySet<string> = new Set([
  'price_change_percentage_24h',
  'market_cap_change_percentage_24h',
  'circulating_supply',
  'total_supply',
  'max_supply',
  'ath_change_percentage',
  'atl_change_percentage',
])

/** The JSON of a coin, its numbers spelled the way the real API spells them. */
export function coinText(coin: MarketCoin): string {
  const members: string[] = []
  for (const [field, value] of Object.entries(coin))
    members.push(`${JSON.stringify(field)}:${valueText(field, value)}`)
  return `{${members.join(',')}}`
}

function valueText(field: string, value: MarketCoin[keyof MarketCoin]): string {
  if (typeof value !== 'number') return JSON.stringify(value)
  if (field === 'market_cap_rank') return String(value)
  return numberText(value, FLOATS.has(field))
}

/** A number as the API writes it: `0.0`, `1.5e-05`, whole money as an integer of any length, floats with `.0`. */
export function numberText(value: number, float = false): string {
  if (value === 0) return '0.0'
  const size = Math.abs(value)
  if (size < 1e-4 || (float && size >= 1e16)) return exponentText(value)
  if (!Number.isInteger(value)) return String(value)
  return float ? `${value}.0` : BigInt(value).toString()
}

function exponentText(value: number): string {
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}
