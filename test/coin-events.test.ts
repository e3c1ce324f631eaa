import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePipeline, type JudgeSettings, replayPipeline, runPipeline, systemClock } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { generateMarket, type MarketCoin, startStandIn } from '@tamis/testkit/server'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)

/** Days of a market of 30 coins, of which the last one is changed as told; null takes it out. */
async function livedThrough(days: readonly (Partial<MarketCoin> | null)[]) {
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
    api.setCoins([...(change === null ? [] : [{ ...hero, ...change }]), ...coins.slice(0, 28)])
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
  return { hero, eventsOf, replay: (settings: JudgeSettings) => replayPipeline(pipelineOf(settings)) }
}

const OFF = { 'batch.rows': 'off', 'batch.anchors': 'off', 'batch.nulls': 'off' }

test('going zombie, coming back, leaving and returning are dated events with the last good price', async () => {
  const zombie = { total_volume: 0 }
  const { hero, eventsOf } = await livedThrough([{}, { current_price: 7 }, zombie, zombie, {}, null, {}])

  expect(eventsOf(hero.id)).toEqual([
    ['01', 'first_seen', null, null, null],
    ['03', 'kept_out', 'volume.zero', 7, '02'],
    ['05', 'back', null, null, null],
    ['06', 'disappeared', null, hero.current_price, '05'],
    ['07', 'back', null, null, null],
  ])
})

test('a replay under other rules tells another story', async () => {
  const { hero, eventsOf, replay } = await livedThrough([{}, { total_volume: 0 }])
  expect(eventsOf(hero.id)).toHaveLength(2)

  await replay({ 'volume.zero': 'warn' })

  expect(eventsOf(hero.id)).toEqual([['01', 'first_seen', null, null, null]])
})
