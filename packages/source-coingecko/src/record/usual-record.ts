import type { MarketRecord } from './market-record.ts'
import { isUsualTimestamp } from './timestamp.ts'
import { isWhole } from './whole.ts'

type Candidate = Readonly<Record<string, unknown>>

const NUMBERS = [
  'current_price',
  'market_cap',
  'fully_diluted_valuation',
  'total_volume',
  'high_24h',
  'low_24h',
  'price_change_24h',
  'price_change_percentage_24h',
  'market_cap_change_24h',
  'market_cap_change_percentage_24h',
  'circulating_supply',
  'total_supply',
  'max_supply',
  'ath',
  'ath_change_percentage',
  'atl',
  'atl_change_percentage',
  'price_change_percentage_1h_in_currency',
  'price_change_percentage_24h_in_currency',
  'price_change_percentage_7d_in_currency',
  'price_change_percentage_14d_in_currency',
  'price_change_percentage_30d_in_currency',
  'price_change_percentage_200d_in_currency',
  'price_change_percentage_1y_in_currency',
] as const
const RANKS = ['market_cap_rank', 'market_cap_rank_with_rehypothecated'] as const
const TEXTS = ['symbol', 'name', 'image'] as const
const TIMES = ['ath_date', 'atl_date', 'last_updated'] as const

/**
 * The record of a candidate that is as the API documents it; undefined for any other, which the schema then judges. A
 * shortcut past the schema that gives the same record: a whole market costs a tenth of the time.
 */
export function usualRecord(candidate: unknown): MarketRecord | undefined {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) return undefined
  const c = candidate as Candidate
  if (typeof c.id !== 'string' || c.id === '') return undefined
  for (const name of TEXTS) if (!isAbsent(c[name]) && typeof c[name] !== 'string') return undefined
  for (const name of NUMBERS) if (!isAbsent(c[name]) && !isNumber(c[name])) return undefined
  for (const name of RANKS) if (!isAbsent(c[name]) && !isWhole(c[name])) return undefined
  for (const name of TIMES) if (!isUsualTime(c[name])) return undefined
  const roi = isAbsent(c.roi) ? NO_ROI : usualRoi(c.roi)
  // A sparkline is asked for seldom enough to go the long way.
  return roi === undefined || !isAbsent(c.sparkline_in_7d) ? undefined : recordOf(c as UsualCandidate, roi)
}

interface Roi {
  readonly times?: number | null
  readonly currency?: string | null
  readonly percentage?: number | null
}

const NO_ROI: Roi = {}

function usualRoi(value: unknown): Roi | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { times, currency, percentage } = value as Candidate
  if (!isAbsent(times) && !isNumber(times)) return undefined
  if (!isAbsent(percentage) && !isNumber(percentage)) return undefined
  return isAbsent(currency) || typeof currency === 'string' ? (value as Roi) : undefined
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

/** Infinity is a number here, for a rule says what becomes of it; NaN is none, and JSON has none. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value)
}

function isUsualTime(value: unknown): boolean {
  return isAbsent(value) || (typeof value === 'string' && isUsualTimestamp(value))
}

type UsualCandidate = { readonly [Name in (typeof NUMBERS | typeof RANKS)[number]]?: number | null } & {
  readonly [Name in (typeof TEXTS | typeof TIMES)[number]]?: string | null
} & { readonly id: string }

/** One literal, so that every record has the same hidden class. */
function recordOf(c: UsualCandidate, roi: Roi): MarketRecord {
  return {
    coin_id: c.id,
    symbol: c.symbol ?? null,
    name: c.name ?? null,
    image: c.image ?? null,
    current_price: c.current_price ?? null,
    market_cap: c.market_cap ?? null,
    market_cap_rank: c.market_cap_rank ?? null,
    fully_diluted_valuation: c.fully_diluted_valuation ?? null,
    total_volume: c.total_volume ?? null,
    high_24h: c.high_24h ?? null,
    low_24h: c.low_24h ?? null,
    price_change_24h: c.price_change_24h ?? null,
    price_change_percentage_24h: c.price_change_percentage_24h ?? null,
    market_cap_change_24h: c.market_cap_change_24h ?? null,
    market_cap_change_percentage_24h: c.market_cap_change_percentage_24h ?? null,
    circulating_supply: c.circulating_supply ?? null,
    total_supply: c.total_supply ?? null,
    max_supply: c.max_supply ?? null,
    ath: c.ath ?? null,
    ath_change_percentage: c.ath_change_percentage ?? null,
    ath_date: c.ath_date ?? null,
    atl: c.atl ?? null,
    atl_change_percentage: c.atl_change_percentage ?? null,
    atl_date: c.atl_date ?? null,
    last_updated: c.last_updated ?? null,
    roi_times: roi.times ?? null,
    roi_currency: roi.currency ?? null,
    roi_percentage: roi.percentage ?? null,
    price_change_percentage_1h_in_currency: c.price_change_percentage_1h_in_currency ?? null,
    price_change_percentage_24h_in_currency: c.price_change_percentage_24h_in_currency ?? null,
    price_change_percentage_7d_in_currency: c.price_change_percentage_7d_in_currency ?? null,
    price_change_percentage_14d_in_currency: c.price_change_percentage_14d_in_currency ?? null,
    price_change_percentage_30d_in_currency: c.price_change_percentage_30d_in_currency ?? null,
    price_change_percentage_200d_in_currency: c.price_change_percentage_200d_in_currency ?? null,
    price_change_percentage_1y_in_currency: c.price_change_percentage_1y_in_currency ?? null,
    market_cap_rank_with_rehypothecated: c.market_cap_rank_with_rehypothecated ?? null,
    sparkline_in_7d: null,
  }
}
