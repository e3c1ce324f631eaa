import type { BatchView, EarlierBatch, Observation, RuleContext } from '@tamis/core'
import type { MarketRecord } from '../../src/index.ts'

/** When everything here is received: 2026-11-22T05:00:00Z. */
export const NOW = Date.UTC(2026, 10, 22, 5)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A coin that no rule has anything against, but for what the test changes. */
export function coin(changes: Partial<MarketRecord> = {}): MarketRecord {
  return { ...SOUND, ...changes }
}

const SOUND: MarketRecord = {
  coin_id: 'sound-coin',
  symbol: 'snd',
  name: 'Sound Coin',
  current_price: 2,
  market_cap: 2_000_000,
  market_cap_rank: 1_200,
  fully_diluted_valuation: 4_000_000,
  total_volume: 100_000,
  high_24h: 2.1,
  low_24h: 1.9,
  price_change_24h: 0.02,
  price_change_percentage_24h: 1,
  market_cap_change_24h: 20_000,
  market_cap_change_percentage_24h: 1,
  circulating_supply: 1_000_000,
  total_supply: 2_000_000,
  max_supply: 2_000_000,
  ath: 10,
  ath_change_percentage: -80,
  atl: 0.1,
  atl_change_percentage: 1_900,
  last_updated: new Date(NOW - MINUTE).toISOString(),
}

export type Context = RuleContext<MarketRecord>

export function contextOf(changes: Partial<Context> = {}): Context {
  return {
    candidate: {},
    page: 1,
    position: 0,
    extractedAt: NOW,
    plan: { universe: 'all', currency: 'usd', parameters: {} },
    history: [],
    statistics: {},
    ...changes,
  }
}

/** The coin as a batch `ago` milliseconds before published it. */
export function seen(changes: Partial<MarketRecord>, ago = 12 * HOUR): readonly Observation<MarketRecord>[] {
  return [{ record: coin(changes), batchId: 'earlier', extractedAt: NOW - ago }]
}

/** `many` coins with ids, the anchors first. */
export function market(many: number, changes: Partial<MarketRecord> = {}): MarketRecord[] {
  const anchors = ['bitcoin', 'ethereum', 'tether']
  return Array.from({ length: many }, (_, at) => coin({ coin_id: anchors[at] ?? `coin-${at}`, ...changes }))
}

export type View = BatchView<MarketRecord>

/** A batch of these coins, complete and with nothing against it, but for what the test changes. */
export function viewOf(records: readonly MarketRecord[], changes: Partial<View> = {}): View {
  const kept = changes.kept ?? []
  const extracted = records.length + kept.length
  return {
    plan: { universe: 'all', currency: 'usd', parameters: {} },
    extractedAt: NOW,
    pages: { planned: 1, received: 1, empty: [] },
    requested: extracted,
    missing: 0,
    counts: { extracted, loaded: records.length, quarantined: kept.length, duplicates: 0 },
    records,
    kept,
    sourceKeys: new Map([['id', extracted]]),
    promisedKeys: ['id'],
    earlier: [],
    ...changes,
  }
}

/** A batch `ago` milliseconds before with what a gate measured then. */
export function earlierBatch(ago: number, changes: Partial<EarlierBatch> = {}): EarlierBatch {
  return {
    batchId: `earlier-${ago}`,
    extractedAt: NOW - ago,
    extracted: 100,
    loaded: 98,
    quarantined: 2,
    duplicates: 0,
    sourceKeys: ['id'],
    measures: {},
    ...changes,
  }
}
