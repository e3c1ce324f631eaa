import type { BatchPlan, Finding } from '@tamis/core'
import { isNegative, type MarketRecord, type NumberField } from './record.ts'

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const THOUSANDS = ['', 'K', 'M', 'B', 'T'] as const
const HOUR_MS = 3_600_000

/** A value as evidence can carry it: JSON has no infinity. */
export function shown(value: number | null | undefined): number | string | null {
  if (value === null || value === undefined) return null
  return Number.isFinite(value) ? value : String(value)
}

/** An amount of money as people read it: `2.57B usd`. */
export function money(amount: number, plan: BatchPlan): string {
  return plan.currency === null ? compact(amount) : `${compact(amount)} ${plan.currency}`
}

/** Three digits and a letter, as `COMPACT` gives it, several times as fast: most coins of a market are told of so. */
export function compact(amount: number): string {
  if (!(amount >= 1 && amount < 1e14)) return COMPACT.format(amount)
  const power = Math.floor(Math.log10(amount))
  const scaled = amount / 10 ** (power - 2)
  const digits = Math.round(scaled)
  // Intl rounds a 5 up as it is written, rather than as it is stored; and the logarithm may be off at a power of ten.
  const isClose = Math.abs(scaled - Math.floor(scaled) - 0.5) < 1e-9
  if (isClose || digits < 100 || digits > 999) return COMPACT.format(amount)
  return `${digits / 10 ** (2 - (power % 3))}${THOUSANDS[Math.floor(power / 3)]}`
}

/** A share as people read it: `8.9 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}

/** A number with at most four digits that matter. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(4)))
}

/** A time span as people read it: `36 h`, `12 days`, `4 min`. */
export function span(ms: number): string {
  if (ms < HOUR_MS) return `${brief(Math.round(ms / 60_000))} min`
  if (ms < 72 * HOUR_MS) return `${brief(Math.round(ms / HOUR_MS))} h`
  return `${brief(Math.round(ms / (24 * HOUR_MS)))} days`
}

/**
 * A finding about a zombie. Says how large the coin is, because some zombies are funds worth billions that nobody
 * trades on an exchange, and people must see what was kept out.
 */
export function zombie(
  code: string,
  field: 'current_price' | 'total_volume',
  record: Readonly<MarketRecord>,
  plan: BatchPlan,
): Finding {
  const { market_cap, market_cap_rank } = record
  const what = field === 'current_price' ? 'Price' : 'Volume'
  const cap = isKnown(market_cap) ? money(market_cap, plan) : 'unknown'
  const rank = isKnown(market_cap_rank) ? `rank ${market_cap_rank}` : 'no rank'
  return {
    code,
    message: `${what} is ${record[field] ?? 'missing'}; market cap ${cap}, ${rank}`,
    path: field,
    expected: '> 0',
    received: {
      [field]: shown(record[field]),
      market_cap: shown(market_cap),
      market_cap_rank: shown(market_cap_rank),
    },
  }
}

/** A dataset without the field has nothing there, which is not null. */
function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined
}

/** A finding for each of the fields that is below 0. */
export function belowZero(
  record: Readonly<MarketRecord>,
  fields: readonly NumberField[],
): readonly Finding[] {
  return fields
    .filter((path) => isNegative(record[path]))
    .map((path) => {
      const message = `${path} is ${record[path]}, below 0`
      return { code: 'negative', message, path, expected: '>= 0', received: shown(record[path]) }
    })
}
