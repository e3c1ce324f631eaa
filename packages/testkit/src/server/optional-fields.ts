import { isRaw, type MarketCoin, type ServedCoin } from './coin.ts'
import { numberText } from './lexeme.ts'
import { chance, hashText } from './random.ts'

/** The windows of `price_change_percentage`, in hours. */
export const WINDOWS = {
  '1h': 1,
  '24h': 24,
  '7d': 168,
  '14d': 336,
  '30d': 720,
  '200d': 4800,
  '1y': 8760,
} as const
export type Window = keyof typeof WINDOWS

export interface OptionalFields {
  readonly windows: readonly Window[]
  readonly sparkline: boolean
  readonly rehypothecated: boolean
}

/**
 * Adds the members that the query asks for to the text of a record. A recorded coin has them only if the recording
 * had: what it lacks is null (an empty sparkline), never invented.
 */
export function withOptional(
  text: string,
  coin: ServedCoin,
  { windows, sparkline, rehypothecated }: OptionalFields,
): string {
  const members: string[] = []
  if (rehypothecated) members.push(`"market_cap_rank_with_rehypothecated":${coin.market_cap_rank}`)
  if (sparkline) members.push(`"sparkline_in_7d":{"price":[${isRaw(coin) ? '' : sparklineOf(coin)}]}`)
  for (const window of windows)
    members.push(
      `"price_change_percentage_${window}_in_currency":${isRaw(coin) ? 'null' : changeOver(coin, window)}`,
    )
  const missing = members.filter((member) => !text.includes(member.slice(0, member.indexOf(':'))))
  return missing.length === 0 ? text : `${text.slice(0, text.lastIndexOf('}'))},${missing.join(',')}}`
}

/** The last week by the hour: a noisy line that ends at the current price. */
function sparklineOf(coin: MarketCoin): string {
  const price = coin.current_price
  if (price === null || coin.price_change_percentage_24h === null) return ''
  const seed = hashText(coin.id)
  const points = Array.from({ length: 168 }, (_, hour) =>
    numberText(hour === 167 ? price : Number((price * (0.97 + 0.06 * chance(seed, hour))).toPrecision(12))),
  )
  return points.join(',')
}

function changeOver(coin: MarketCoin, window: Window): string {
  const day = coin.price_change_percentage_24h
  if (day === null) return 'null'
  if (window === '24h') return numberText(day, true)
  const reach = Math.sqrt(WINDOWS[window] / 24) * 8
  const change = -reach / 2 + reach * chance(hashText(coin.id), WINDOWS[window])
  return numberText(Math.max(-99.9, change), true)
}
