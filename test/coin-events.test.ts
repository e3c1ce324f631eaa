import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePipeline, type JudgeSettings, replayPipeline, runPipeline, systemClock } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import { openMarket } from '@tamis/sink-sqlite/read'
import coingeckoMarkets from '@tamis/source-coingecko'
import { generateMarket, type MarketCoin, startStandIn } from '@tamis/testkit/server'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)

/** Days of a market of 30 coins, of which the last one is changed as told; null takes it out, a number so many others. */
async function livedThrough(days: readonly (Partial<MarketCoin> | null | number)[]) {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-'))
  const path = join(folder, 'market.db')
  const [all, alive] = [
    generateMarket({ size: 200, seed: 5, observedAt: new Date(START) }),
    [] as MarketCoin[],
  ]
  for (const coin of all) if ((coin.current_price ?? 0) > 0 && (coin.total_volume ?? 0) > 0) alive.push(coin)
  const coins = alive.slice(0, 30)
  const hero = coins.at(-1) as MarketCoin
  await using api = await startStandIn({ coins })
  const pipelineOf = (settings: JudgeSettings = {}) => {
    const store = sqlite({ path })
    const source = coingeckoMarkets({ universe: { top: 29 }, baseUrl: api.url, requestsPerMinute: 0 })
    const { stager, sink } = store
    return definePipeline({
      name: 'm',
      source,
      stager,
      sink,
      rules: marketRules({ ...OFF, ...settings }),
      issues: null,
    })
  }
  for (const [day, change] of days.entries()) {
    const others = coins.slice(0, 28 - (typeof change === 'number' ? change : 0))
    api.setCoins([...(change === null ? [] : [{ ...hero, ...Object(change) }]), ...others])
    const now = START + day * DAY
    const report = await runPipeline(pipelineOf(), {
      clock: { ...systemClock, now: () => now },
      batchId: `day-${day}`,
    })
    expect(report.status).toBe('published')
  }
  const eventsOf = (coin: string): unknown[] => {
    const db = new Database(path, { readonly: true })
    const sql =
      'select substr(at, 9, 2) as day, event, rules, last_good_price, substr(last_good_at, 9, 2) as good from coin_events where coin_id = ? order by at'
    const rows = db.prepare(sql).raw().all(coin)
    db.close()
    return rows
  }
  const told = (coin: string) => {
    using market = openMarket(path)
    return market.coinEvents({ coin })
  }
  /** As a range tells them, which begins with the second day. */
  const inRange = (coin: string) => {
    using market = openMarket(path)
    return market.events({ from: START + DAY, to: Date.now() }).filter(({ key }) => key === coin)
  }
  return {
    hero,
    coins,
    eventsOf,
    told,
    inRange,
    replay: (settings: JudgeSettings) => replayPipeline(pipelineOf(settings)),
  }
}

const OFF = { 'batch.rows': 'off', 'batch.anchors': 'off', 'batch.nulls': 'off' }

test('going zombie, coming back, leaving and returning are dated events with the last good price', async () => {
  const zombie = { total_volume: 0 }
  const { hero, eventsOf, told, inRange } = await livedThrough([
    {},
    { current_price: 7 },
    zombie,
    zombie,
    {},
    null,
    {},
  ])

  expect(eventsOf(hero.id)).toEqual([
    ['01', 'first_seen', null, null, null],
    ['03', 'kept_out', 'volume.zero', 7, '02'],
    ['05', 'back', null, null, null],
    ['06', 'disappeared', null, hero.current_price, '05'],
    ['07', 'back', null, null, null],
  ])
  expect(told(hero.id).map(({ event, batchId, note }) => [event, batchId, note])).toEqual([
    ['first_seen', 'day-0', null],
    ['kept_out', 'day-2', null],
    ['back', 'day-4', null],
    ['disappeared', 'day-5', null],
    ['back', 'day-6', null],
  ])
  expect(told(hero.id)[1]).toMatchObject({
    rules: ['volume.zero'],
    lastGoodPrice: 7,
    lastGoodAt: START + DAY,
  })
  expect(inRange(hero.id)).toEqual(
    told(hero.id)
      .slice(1)
      .map((event) => ({ ...event, key: hero.id })),
  )
  expect(told('no-such-coin')).toEqual([])
})

test('many that disappear at once are named as a change of the policy of the API, and not as so many deaths', async () => {
  const { coins, eventsOf, told, inRange } = await livedThrough([{}, 6, 6])
  const gone = coins[27]?.id ?? ''
  expect(eventsOf(gone).map((event) => (event as unknown[])[1])).toEqual(['first_seen', 'disappeared'])
  expect(told(gone).map(({ event, note }) => [event, note])).toEqual([
    ['first_seen', null],
    ['disappeared', expect.stringContaining("change of the API's policy")],
  ])
  expect(inRange(gone).map(({ note }) => note)).toEqual([told(gone)[1]?.note])
})

test('a replay under other rules tells another story', async () => {
  const { hero, eventsOf, replay } = await livedThrough([{}, { total_volume: 0 }])
  expect(eventsOf(hero.id)).toHaveLength(2)

  await replay({ 'volume.zero': 'warn' })

  expect(eventsOf(hero.id)).toEqual([['01', 'first_seen', null, null, null]])
})
