import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { definePipeline, runPipeline, systemClock } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { readCoins, startStandIn } from '@tamis/testkit/server'
import Database from 'better-sqlite3'
import { expect, onTestFinished } from 'vitest'
import { recorded, testRecorded } from './recorded-data.ts'

const WHOLE_MARKET = recorded('markets-projection', 'whole-market.json.gz')

interface RawCoin extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly current_price: number | null
  readonly total_volume: number | null
  readonly roi: Readonly<Record<'times' | 'currency' | 'percentage', unknown>> | null
}

/** A coin as the API had it, with the names and types of the table. */
function asKept({ id, roi, ...coin }: RawCoin): Readonly<Record<string, unknown>> {
  const times = ['last_updated', 'ath_date', 'atl_date']
  const fields = Object.entries(coin).map(([name, value]) => [
    name,
    times.includes(name) && typeof value === 'string' ? new Date(value).toISOString() : value,
  ])
  const roiFields = {
    roi_times: roi?.times ?? null,
    roi_currency: roi?.currency ?? null,
    roi_percentage: roi?.percentage ?? null,
  }
  return { coin_id: id, ...Object.fromEntries(fields), ...roiFields }
}

testRecorded('the whole recorded market is accounted for, coin by coin', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-'))
  await using api = await startStandIn({ coins: await readCoins(WHOLE_MARKET), record: true })
  const store = sqlite({ path: join(folder, 'market.db') })
  const pipelineOf = (name: string, vsCurrency: string) =>
    definePipeline({
      name,
      source: coingeckoMarkets({ universe: 'all', vsCurrency, baseUrl: api.url, requestsPerMinute: 0 }),
      stager: store.stager,
      rules: marketRules(),
      sink: store.sink,
      issues: join(folder, 'issue'),
    })

  const dollars = await runPipeline(pipelineOf('dollars', 'usd'))

  expect(dollars.error).toBeNull()
  expect(dollars).toMatchObject({
    status: 'published',
    extracted: 21_498,
    loaded: 19_220,
    quarantined: 2_278,
    duplicates: 0,
    missing: 0,
    pages: 86,
    apiCalls: 87,
    retries: 0,
  })
  const lines = readFileSync(dollars.issueFile ?? '', 'utf8')
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(2_278)

  const db = new Database(join(folder, 'market.db'), { readonly: true })
  onTestFinished(() => void db.close())
  const staged = db.prepare('select page, sha256 from stg_crypto_markets order by page').all() as {
    page: number
    sha256: string
  }[]
  const served = api.requests.map((request) =>
    createHash('sha256')
      .update(request.body ?? '')
      .digest('hex'),
  )
  expect(staged.map((page) => page.sha256).sort()).toEqual(served.sort())
  expect(staged.map((page) => page.page)).toEqual(Array.from({ length: 87 }, (_, page) => page))

  const market = JSON.parse(gunzipSync(readFileSync(WHOLE_MARKET)).toString()) as readonly RawCoin[]
  const alive = market.filter((coin) => (coin.current_price ?? 0) > 0 && (coin.total_volume ?? 0) > 0)
  const rows = db.prepare('select * from crypto_markets_latest').all() as { coin_id: string }[]
  const kept = new Map(rows.map((row) => [row.coin_id, row]))
  expect([kept.size, rows.length]).toEqual([alive.length, alive.length])
  const different = alive.filter((coin) =>
    Object.entries(asKept(coin)).some(
      ([name, value]) => Reflect.get(kept.get(coin.id) ?? {}, name) !== value,
    ),
  )
  expect(different).toEqual([])

  const euros = await runPipeline(pipelineOf('euros', 'eur'))

  expect(euros).toMatchObject({ status: 'published', loaded: 19_220, quarantined: 2_278 })
  const perPipeline = db
    .prepare(
      'select pipeline, vs_currency, count(*) as coins from crypto_markets_latest group by 1, 2 order by 1',
    )
    .all()
  expect(perPipeline).toEqual([
    { pipeline: 'dollars', vs_currency: 'usd', coins: 19_220 },
    { pipeline: 'euros', vs_currency: 'eur', coins: 19_220 },
  ])
  expect(readdirSync(join(folder, 'issue'))).toHaveLength(2)
})

testRecorded('38 recorded months are 38 batches, each at its own time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-'))
  const months = readdirSync(recorded('markets-madjin')).sort()
  const store = sqlite({ path: join(folder, 'market.db') })
  let loaded = 0
  let quarantined = 0
  for (const month of months) {
    const observedAt = Date.parse(month.replace('.json', 'T05:00:00Z'))
    const began = systemClock.monotonic()
    await using api = await startStandIn({ coins: await readCoins(recorded('markets-madjin', month)) })
    const report = await runPipeline(
      definePipeline({
        name: 'markets',
        source: coingeckoMarkets({ universe: { top: 100 }, baseUrl: api.url, requestsPerMinute: 0 }),
        stager: store.stager,
        rules: marketRules(),
        sink: store.sink,
        issues: join(folder, 'issue'),
      }),
      { clock: { ...systemClock, now: () => observedAt + Math.round(systemClock.monotonic() - began) } },
    )
    expect(report, month).toMatchObject({ status: 'published', error: null })
    expect(report.findings).not.toHaveProperty('volume.missing')
    loaded += report.loaded
    quarantined += report.quarantined
  }
  expect({ months: months.length, loaded, quarantined }).toEqual({
    months: 38,
    loaded: 3775,
    quarantined: 25,
  })

  const db = new Database(join(folder, 'market.db'), { readonly: true })
  onTestFinished(() => void db.close())
  expect(db.prepare('select count(*) from crypto_markets').pluck().get()).toBe(3775)
  const reasons = db.prepare(
    "select distinct f.value ->> 'rule' from quarantine, json_each(findings) f where f.value ->> 'rule' like 'volume%' or f.value ->> 'rule' like 'price.missing'",
  )
  expect(reasons.pluck().all()).toEqual(['volume.zero'])
  const latest = db
    .prepare('select distinct substr(extracted_at, 1, 10) from crypto_markets_latest')
    .pluck()
    .all()
  expect(latest).toEqual([months.at(-1)?.replace('.json', '')])
})
