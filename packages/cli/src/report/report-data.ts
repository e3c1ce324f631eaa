import { type FieldValue, isoTime, isTamisError, type JudgedFinding, TamisError } from '@tamis/core'
import type { KeptOutCount, MarketReader, Universe } from '@tamis/sink-sqlite/read'
import { type Freshness, freshnessOf } from './freshness.ts'
import { type Movement, movementsOf } from './movements.ts'
import { type Judged, judgedBatches, type ReportRange, type Thinned, thinned } from './range.ts'

/** All that a report shows. Times are milliseconds since 1970 UTC. */
export interface ReportData {
  readonly pipeline: string
  readonly now: number
  /** The newest published batch of the range. */
  readonly market: Universe
  /** The batch that was served before it; null when it is the first of the range. */
  readonly before: Judged | null
  readonly plan: string
  /** Name and version of the source, where the ledger has it. */
  readonly source: string | null
  readonly batches: readonly Judged[]
  readonly shown: Thinned
  readonly keptOut: readonly KeptOutCount[]
  readonly freshness: Freshness
  readonly movements: readonly Movement[]
  readonly largest: readonly LargeCoin[]
  readonly quarantined: readonly KeptOutCoin[]
  /** Names of coins by key, as far as one was published. */
  readonly nameOf: (key: string) => string | null
}

export interface LargeCoin {
  readonly key: string
  readonly name: string
  readonly symbol: string
  readonly price: number
  readonly points: readonly (readonly [time: number, price: number])[]
}

export interface KeptOutCoin {
  readonly key: string | null
  readonly name: string | null
  readonly marketCap: number | null
  readonly findings: readonly JudgedFinding[]
  /** Since when, where that was in the range. */
  readonly since: number | null
}

const LARGEST = 12
const KEPT_OUT = 20

/**
 * Gathers a report.
 *
 * @throws TamisError `usage.invalid` when nothing was published by the end of the range or in it, `store.*`.
 */
export function gatherReport(reader: MarketReader, range: ReportRange, now: number): ReportData {
  const { pipeline, to } = range
  const market = reader.universe({
    pipeline,
    includeQuarantined: true,
    ...(to !== undefined && { asOf: to }),
  })
  const batches = judgedBatches(reader, range)
  if (batches.length === 0) {
    throw new TamisError('usage.invalid', {
      message: `Pipeline ${pipeline} has no batch in that range; its last by then is of ${isoTime(market.extractedAt)}`,
      hint: 'Give another --from; see `tamis batches`.',
    })
  }
  const published = batches.filter(({ state }) => state === 'published')
  const span = { pipeline, from: batches[0]?.extractedAt ?? 0, to: batches.at(-1)?.extractedAt ?? 0 }
  const movements = movementsOf(reader.events(span))
  const details = reader.batch(market.batchId)
  return {
    pipeline,
    now,
    market,
    before: published.at(-2) ?? null,
    plan: details?.plan.universe ?? '',
    source: details?.sourceVersion ?? null,
    batches,
    shown: thinned(batches),
    keptOut: reader.keptOutByRules(span),
    freshness: freshnessOf(published, market.records, { extractedAt: market.extractedAt, now }),
    movements,
    largest: largestOf(reader, market, thinned(batches).batches, span),
    quarantined: keptOutOf(market, movements),
    nameOf: namesOf(reader, market),
  }
}

function largestOf(
  reader: MarketReader,
  { records }: Universe,
  shown: readonly Judged[],
  span: { readonly pipeline: string; readonly from: number; readonly to: number },
): readonly LargeCoin[] {
  const coins = records.slice(0, LARGEST).filter(({ record }) => typeof record.current_price === 'number')
  if (coins.length === 0) return []
  const history = reader.history({
    ...span,
    coins: coins.map(({ key }) => key),
    batchIds: shown.map(({ batchId }) => batchId),
  })
  return coins.map(({ key, record }) => ({
    key,
    name: textOf(record.name) ?? key,
    symbol: textOf(record.symbol) ?? '',
    price: Number(record.current_price),
    points: history
      .filter((past) => past.key === key)
      .flatMap(({ extractedAt, record: { current_price: price } }) =>
        typeof price === 'number' ? [[extractedAt, price] as const] : [],
      ),
  }))
}

function keptOutOf({ quarantined }: Universe, movements: readonly Movement[]): readonly KeptOutCoin[] {
  const since = new Map(movements.filter(({ event }) => event === 'kept_out').map(({ key, at }) => [key, at]))
  return quarantined
    .map(({ key, candidate, findings }) => {
      const { name, market_cap: cap } = fieldsOf(candidate)
      return {
        key,
        name: typeof name === 'string' ? name : null,
        marketCap: typeof cap === 'number' ? cap : null,
        findings: findings.filter(({ severity }) => severity === 'quarantine'),
        since: (key === null ? undefined : since.get(key)) ?? null,
      }
    })
    .toSorted((left, right) => (right.marketCap ?? -1) - (left.marketCap ?? -1))
    .slice(0, KEPT_OUT)
}

function namesOf(reader: MarketReader, market: Universe): ReportData['nameOf'] {
  const known = new Map<string, string | null>()
  for (const { key, record } of market.records) known.set(key, textOf(record.name))
  for (const { key, candidate } of market.quarantined) {
    if (key !== null) known.set(key, textOf(fieldsOf(candidate).name))
  }
  return (key) => {
    const name = known.get(key) ?? lastName(reader, market, key)
    known.set(key, name)
    return name
  }
}

/** Of a coin that the market holds no more; null when it was never published. */
function lastName(reader: MarketReader, { pipeline, extractedAt }: Universe, key: string): string | null {
  try {
    return textOf(reader.price({ coin: key, pipeline, asOf: extractedAt }).record.name)
  } catch (error) {
    if (isTamisError(error) && error.code === 'usage.invalid') return null
    throw error
  }
}

function fieldsOf(candidate: unknown): Readonly<Record<string, unknown>> {
  return typeof candidate === 'object' && candidate !== null ? { ...candidate } : {}
}

function textOf(value: FieldValue | unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
