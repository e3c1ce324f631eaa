import type { GateCase, RuleCase } from '@tamis/testkit'
import type { MarketRecord } from '../../src/index.ts'
import { coin, DAY, earlierBatch, HOUR, MINUTE, market, NOW, seen } from './market.ts'

type Failing<C> = C & { readonly code: string }

/** What a rule lets pass and what it objects to. */
export interface Cases<C> {
  readonly passes: readonly C[]
  readonly fails: readonly Failing<C>[]
}

type Changes = Partial<MarketRecord>

const fails = (code: string, changes: Changes, past?: Changes): Failing<RuleCase<MarketRecord>> => {
  return { code, record: coin(changes), ...(past && { context: { history: seen(past) } }) }
}
const passes = (changes: Changes = {}, past?: Changes): RuleCase<MarketRecord> => {
  return { record: coin(changes), ...(past && { context: { history: seen(past) } }) }
}
const STILL = { logReturn: { count: 100, median: 0, mad: 0.01 } }
const moving = (price: number): RuleCase<MarketRecord> => {
  return { record: coin({ current_price: price }), context: { history: seen({}), statistics: STILL } }
}

export const RULE_CASES: Readonly<Record<string, Cases<RuleCase<MarketRecord>>>> = {
  'name.missing': {
    passes: [passes()],
    fails: [fails('missing', { name: ' ' }), fails('missing', { name: null })],
  },
  'symbol.missing': { passes: [passes()], fails: [fails('missing', { symbol: '' })] },
  'number.finite': {
    passes: [passes()],
    fails: [fails('not_finite', { total_volume: Number.POSITIVE_INFINITY })],
  },
  'number.unsafe': {
    passes: [passes({ total_supply: 2 ** 53 })],
    fails: [fails('rounded', { total_supply: 1e18 })],
  },
  'number.text': {
    passes: [{ record: coin({ market_cap_rank: 12 }), context: { candidate: { market_cap_rank: 12 } } }],
    fails: [
      {
        code: 'text',
        record: coin({ market_cap_rank: 12 }),
        context: { candidate: { market_cap_rank: '12' } },
      },
    ],
  },
  'price.negative': {
    passes: [passes({ current_price: 0 })],
    fails: [fails('negative', { current_price: -1 })],
  },
  'volume.negative': {
    passes: [passes({ total_volume: 0 })],
    fails: [fails('negative', { total_volume: -1 })],
  },
  'cap.negative': { passes: [passes({ market_cap: 0 })], fails: [fails('negative', { market_cap: -1 })] },
  'supply.negative': { passes: [passes({ max_supply: 0 })], fails: [fails('negative', { max_supply: -1 })] },
  'atl.negative': { passes: [passes({ atl: 0 })], fails: [fails('negative', { atl: -0.5 })] },
  'price.missing': { passes: [passes()], fails: [fails('missing', { current_price: null })] },
  'price.zero': { passes: [passes({ current_price: 1e-18 })], fails: [fails('zero', { current_price: 0 })] },
  'volume.missing': { passes: [passes()], fails: [fails('missing', { total_volume: null })] },
  'volume.zero': { passes: [passes()], fails: [fails('zero', { total_volume: 0 })] },
  'price.stale': {
    passes: [passes({ last_updated: new Date(NOW - 20 * MINUTE).toISOString() })],
    fails: [
      fails('stale', { last_updated: new Date(NOW - 25 * HOUR).toISOString() }),
      fails('undated', { last_updated: null }),
    ],
  },
  'price.frozen': { passes: [passes()], fails: [fails('frozen', { price_change_percentage_24h: null })] },
  'time.future': {
    passes: [passes({ last_updated: new Date(NOW + 5 * MINUTE).toISOString() })],
    fails: [fails('future', { last_updated: new Date(NOW + 10 * MINUTE).toISOString() })],
  },
  'return.absurd': {
    passes: [passes({ current_price: 0.15 }, { current_price: 0.002 }), passes()],
    fails: [
      fails('rise', { current_price: 0.31 }, { current_price: 0.002 }),
      fails('fall', { current_price: 0.002 }, { current_price: 0.31 }),
    ],
  },
  'return.outlier': {
    passes: [moving(2.1), passes()],
    fails: [
      { code: 'rise', ...moving(4) },
      { code: 'fall', ...moving(0.5) },
    ],
  },
  'range.day': {
    passes: [passes({ current_price: 2.1 })],
    fails: [
      fails('above', { current_price: 2.2 }),
      fails('below', { current_price: 1.8 }),
      fails('inverted', { low_24h: 2.2 }),
    ],
  },
  'range.all_time': {
    passes: [passes({ current_price: 10 })],
    fails: [fails('above', { current_price: 11 }), fails('below', { current_price: 0.09 })],
  },
  'cap.identity': {
    passes: [passes()],
    fails: [fails('above', { market_cap: 2_100_000 }), fails('below', { market_cap: 1_900_000 })],
  },
  'supply.order': { passes: [passes()], fails: [fails('order', { circulating_supply: 2_100_000 })] },
  'supply.jump': {
    passes: [passes({ circulating_supply: 110 }, { circulating_supply: 100 })],
    fails: [
      fails('jump', { circulating_supply: 130 }, { circulating_supply: 100 }),
      fails(
        'redenomination',
        { circulating_supply: 1000, current_price: 0.2 },
        { circulating_supply: 100, current_price: 2 },
      ),
    ],
  },
  'turnover.wash': {
    passes: [passes(), passes({ coin_id: 'tether', total_volume: 5_000_000 })],
    fails: [fails('wash_suspect', { total_volume: 5_000_000 })],
  },
  'turnover.illiquid': {
    passes: [passes()],
    fails: [
      fails('low_volume', { total_volume: 900 }),
      fails('low_turnover', { total_volume: 60_000, market_cap: 90_000_000 }),
    ],
  },
  'stable.depeg': {
    passes: [passes({ coin_id: 'tether', current_price: 1.003 }), passes({ coin_id: 'bitcoin' })],
    fails: [
      fails('off_peg', { coin_id: 'tether', current_price: 0.991 }),
      fails('depegged', { coin_id: 'tether', current_price: 0.95 }),
    ],
  },
}

const MARKET = market(100)
const whole = { records: MARKET }
/** A batch of half a day ago in which a gate measured this. */
const before = (measures: Readonly<Record<string, number>>) => [earlierBatch(12 * HOUR, { measures })]
const pages = { planned: 3, received: 3, empty: [] as number[] }

export const GATE_CASES: Readonly<Record<string, Cases<GateCase<MarketRecord>>>> = {
  'batch.pages': {
    passes: [{ ...whole, batch: { pages: { ...pages, empty: [3] } } }],
    fails: [
      { code: 'missing', ...whole, batch: { pages: { ...pages, received: 2 } } },
      { code: 'empty', ...whole, batch: { pages: { ...pages, empty: [2] } } },
    ],
  },
  'batch.rows': {
    passes: [whole],
    fails: [
      { code: 'fewer_than_asked', ...whole, batch: { requested: 200 } },
      { code: 'fewer_than_recently', records: MARKET.slice(50), batch: { earlier: before({}) } },
    ],
  },
  'batch.anchors': {
    passes: [whole],
    fails: [
      { code: 'missing', records: MARKET.slice(1) },
      { code: 'insane', records: [coin({ coin_id: 'bitcoin', total_volume: null }), ...MARKET.slice(1)] },
    ],
  },
  'batch.nulls': { passes: [whole], fails: [{ code: 'null', records: market(100, { market_cap: null }) }] },
  'batch.keys': {
    passes: [{ ...whole, batch: { promisedKeys: ['id'], sourceKeys: new Map([['id', 100]]) } }],
    fails: [{ code: 'gone', ...whole, batch: { promisedKeys: ['id'], sourceKeys: new Map([['id', 90]]) } }],
  },
  'batch.rejected_share': {
    passes: [whole],
    fails: [
      { code: 'high', records: MARKET.slice(30), batch: { kept: MARKET.slice(0, 30) } },
      { code: 'jump', records: MARKET.slice(10), batch: { kept: MARKET.slice(0, 10), earlier: before({}) } },
    ],
  },
  'batch.freshness': {
    passes: [whole],
    fails: [{ code: 'old', records: market(100, { last_updated: new Date(NOW - DAY).toISOString() }) }],
  },
  'batch.volume_drift': {
    passes: [{ ...whole, batch: { earlier: before({ total: 100 * 100_000 }) } }],
    fails: [
      { code: 'rise', ...whole, batch: { earlier: before({ total: 1000 }) } },
      { code: 'fall', ...whole, batch: { earlier: before({ total: 1e12 }) } },
    ],
  },
  'batch.cap_drift': {
    passes: [{ ...whole, batch: { earlier: before({ total: 100 * 2_000_000 }) } }],
    fails: [{ code: 'fall', ...whole, batch: { earlier: before({ total: 1e12 }) } }],
  },
  'batch.bitcoin_price': {
    passes: [{ ...whole, batch: { earlier: before({ price: 2.1 }) } }],
    fails: [{ code: 'fall', ...whole, batch: { earlier: before({ price: 20 }) } }],
  },
}
