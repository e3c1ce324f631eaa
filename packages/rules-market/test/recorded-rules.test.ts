import { expect } from 'vitest'
import marketRules, { type MarketRule } from '../src/index.ts'
import { DOLLAR_STABLECOINS } from '../src/stablecoins.ts'
import { contextOf, DAY, HOUR } from './support/market.ts'
import {
  isHit,
  judged,
  months,
  type Raw,
  recordOf,
  rules,
  testRecorded,
  WHOLE_MARKET_AT,
  wholeMarket,
} from './support/recorded.ts'

const SUPPLIES = ['circulating_supply', 'total_supply', 'max_supply']
const NEVER = () => false
const num = (coin: Raw, field: string): number => (coin[field] === null ? Number.NaN : Number(coin[field]))
const off = (a: number, b: number): number => Math.abs(a - b) / a

/** Whether a rule hits a coin, said once more in plain code over the raw JSON. NaN, which is null here, fails all. */
const INDEPENDENT: Readonly<Record<string, (coin: Raw, at: number) => boolean>> = {
  'name.missing': (coin) => String(coin.name ?? '').trim() === '',
  'symbol.missing': (coin) => String(coin.symbol ?? '').trim() === '',
  'number.finite': (coin) =>
    Object.values(coin).some((value) => typeof value === 'number' && !Number.isFinite(value)),
  'number.unsafe': (coin) =>
    Object.values(coin).some((value) => typeof value === 'number' && Math.abs(value) > 2 ** 53),
  'number.text': (coin) => typeof coin.market_cap_rank === 'string' || typeof coin.current_price === 'string',
  'price.negative': (coin) => num(coin, 'current_price') < 0,
  'volume.negative': (coin) => num(coin, 'total_volume') < 0,
  'cap.negative': (coin) => num(coin, 'market_cap') < 0,
  'supply.negative': (coin) => SUPPLIES.some((field) => num(coin, field) < 0),
  'atl.negative': (coin) => num(coin, 'atl') < 0,
  'price.missing': (coin) => coin.current_price === null,
  'price.zero': (coin) => coin.current_price === 0,
  'volume.missing': (coin) => coin.total_volume === null,
  'volume.zero': (coin) => coin.total_volume === 0,
  'price.stale': (coin, at) =>
    num(coin, 'current_price') > 0 && at - Date.parse(String(coin.last_updated)) > DAY,
  'price.frozen': (coin) => num(coin, 'current_price') > 0 && coin.price_change_percentage_24h === null,
  'time.future': (coin, at) => Date.parse(String(coin.last_updated)) > at + HOUR / 12,
  'return.absurd': NEVER,
  'return.outlier': NEVER,
  'range.day': (coin) =>
    num(coin, 'low_24h') > num(coin, 'high_24h') ||
    num(coin, 'current_price') > num(coin, 'high_24h') * 1.01 ||
    num(coin, 'current_price') < num(coin, 'low_24h') * 0.99,
  'range.all_time': (coin) =>
    num(coin, 'current_price') > num(coin, 'ath') * 1.01 ||
    num(coin, 'current_price') < num(coin, 'atl') * 0.99,
  'cap.identity': (coin) => {
    const product = num(coin, 'current_price') * num(coin, 'circulating_supply')
    return product > 0 && num(coin, 'market_cap') > 0 && off(num(coin, 'market_cap'), product) > 0.02
  },
  'supply.order': (coin) => {
    const [circulating = 0, total = 0, max = 0] = SUPPLIES.map((field) => num(coin, field) || 0)
    const above = (less: number, more: number) => more > 0 && less > more * 1.001
    return above(circulating, total) || above(circulating, max) || above(total, max)
  },
  'supply.jump': NEVER,
  'turnover.wash': (coin) =>
    num(coin, 'market_cap') > 0 &&
    num(coin, 'total_volume') / num(coin, 'market_cap') > 1 &&
    !DOLLAR_STABLECOINS.includes(String(coin.id)),
  'turnover.illiquid': (coin) =>
    num(coin, 'total_volume') > 0 &&
    (num(coin, 'total_volume') < 50_000 ||
      (num(coin, 'market_cap') > 0 && num(coin, 'total_volume') / num(coin, 'market_cap') < 0.001)),
  'stable.depeg': (coin) =>
    DOLLAR_STABLECOINS.includes(String(coin.id)) && Math.abs(num(coin, 'current_price') - 1) > 0.005,
}

const hitOnly = (all: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(all).filter(([, hits]) => hits > 0))

/** Hits by rule, of the rules and by the independent count. */
function counts(coins: readonly Raw[], at: number) {
  const inputs = coins.map(
    (candidate) => [recordOf(candidate), contextOf({ candidate, extractedAt: at })] as const,
  )
  const byRule = rules.map((rule) => [
    rule.id,
    inputs.filter(([record, context]) => isHit(rule, record, context)).length,
  ])
  const independent = rules.map(({ id }) => [id, coins.filter((coin) => INDEPENDENT[id]?.(coin, at)).length])
  return { byRule: Object.fromEntries(byRule), independent: Object.fromEntries(independent) }
}

testRecorded(
  'each rule hits as many coins of the whole market as an independent count of the raw JSON',
  () => {
    const { byRule, independent } = counts(wholeMarket(), WHOLE_MARKET_AT)
    expect(Object.keys(INDEPENDENT).sort()).toEqual(rules.map(({ id }) => id).sort())
    expect(byRule).toEqual(independent)
    expect(hitOnly(byRule)).toEqual({
      'symbol.missing': 5,
      'number.unsafe': 233,
      'atl.negative': 7,
      'price.missing': 1902,
      'price.zero': 11,
      'volume.missing': 1843,
      'volume.zero': 421,
      'price.stale': 19_579,
      'price.frozen': 2319,
      'range.day': 124,
      'range.all_time': 132,
      'cap.identity': 395,
      'supply.order': 38,
      'turnover.wash': 1081,
      'turnover.illiquid': 12_587,
      'stable.depeg': 2,
    })
  },
)

testRecorded('and of the top 100 of 38 months', () => {
  const sum: Record<string, number> = {}
  for (const { coins, at } of months()) {
    const { byRule, independent } = counts(coins, at)
    expect(byRule).toEqual(independent)
    for (const [id, hits] of Object.entries<number>(byRule)) sum[id] = (sum[id] ?? 0) + hits
  }
  expect(hitOnly(sum)).toEqual({
    'volume.zero': 25,
    'price.stale': 1,
    'price.frozen': 1,
    'range.day': 1,
    'cap.identity': 8,
    'supply.order': 17,
    'turnover.wash': 10,
    'turnover.illiquid': 181,
    'stable.depeg': 9,
  })
})

testRecorded('the counts of the published table hold where the definitions agree', () => {
  const inputs = wholeMarket().map((candidate) => [recordOf(candidate), contextOf({ candidate })] as const)
  const hits = (id: string, settings = {}) => {
    const rule = marketRules({ [id]: settings }).find((judge) => judge.id === id) as MarketRule
    return inputs.filter(([record, context]) => isHit(rule, record, context)).length
  }
  expect({
    price_null: hits('price.missing'),
    price_zero: hits('price.zero'),
    vol_null: hits('volume.missing'),
    vol_zero: hits('volume.zero'),
    'ath<price, atl>price': hits('range.all_time', { tolerancePercent: 0 }),
    'vol/mcap>1': hits('turnover.wash', { exceptCoins: [] }),
    'vol/mcap>10': hits('turnover.wash', { exceptCoins: [], maximumTurnover: 10 }),
    'vol_0<v<100usd': hits('turnover.illiquid', { minimumVolumeUsd: 100, minimumTurnover: 0 }),
  }).toEqual({
    price_null: 1902,
    price_zero: 11,
    vol_null: 1843,
    vol_zero: 421,
    'ath<price, atl>price': 138 + 166,
    'vol/mcap>1': 1085,
    'vol/mcap>10': 181,
    'vol_0<v<100usd': 5237,
  })
})

testRecorded('the defaults quarantine 2,278 of 21,498 coins, and 25 of 3,800 over the months', () => {
  const whole = judged(wholeMarket())
  expect([whole.records.length, whole.kept.length]).toEqual([19_220, 2_278])
  const monthly = months().map(({ coins, at }) => judged(coins, { extractedAt: at }).kept.length)
  expect(monthly.reduce((sum, kept) => sum + kept)).toBe(25)
})
