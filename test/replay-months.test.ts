import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePipeline, type JudgeSettings, replayPipeline, runPipeline, systemClock } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { readCoins, startStandIn } from '@tamis/testkit/server'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { recorded, testRecorded } from './recorded-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'tamis-'))
const path = join(folder, 'market.db')

function months(baseUrl: string, settings: JudgeSettings = {}) {
  const store = sqlite({ path })
  return definePipeline({
    name: 'markets',
    source: coingeckoMarkets({ universe: { top: 100 }, baseUrl, requestsPerMinute: 0 }),
    stager: store.stager,
    rules: marketRules(settings),
    sink: store.sink,
    issues: join(folder, 'issue'),
  })
}

/** A pipeline whose network is closed: every request would fail. */
function offline(settings: JudgeSettings = {}) {
  const refused = (): never => {
    throw new Error('a replay asked the network')
  }
  const pipeline = months('http://127.0.0.1:9', settings)
  return { ...pipeline, source: { ...pipeline.source, connect: refused } }
}

/** Everything that a reader of the database can see of markets and quarantine. */
function visible(): readonly unknown[] {
  const db = new Database(path, { readonly: true })
  const rows = ['crypto_markets', 'quarantine'].map((table) =>
    db.prepare(`select * from ${table} order by batch_id, page, position`).raw().all(),
  )
  db.close()
  const files = readdirSync(join(folder, 'issue')).sort()
  return [...rows, files.map((file) => readFileSync(join(folder, 'issue', file), 'utf8'))]
}

function open(): number {
  const db = new Database(path, { readonly: true })
  const count = db.prepare(`select count(*) from quarantine where status = 'open'`).pluck().get()
  db.close()
  return Number(count)
}

testRecorded('a change of mind over 38 months is seen before it is made, made, and taken back', async () => {
  for (const month of readdirSync(recorded('markets-madjin')).sort()) {
    const at = Date.parse(month.replace('.json', 'T05:00:00Z'))
    await using api = await startStandIn({ coins: await readCoins(recorded('markets-madjin', month)) })
    const report = await runPipeline(months(api.url), { clock: { ...systemClock, now: () => at } })
    expect(report.status).toBe('published')
  }
  const before = visible()

  const again = await replayPipeline(offline())
  const twice = await replayPipeline(offline())
  expect([...again.batches, ...twice.batches].map((batch) => batch.status)).toEqual(
    Array(76).fill('unchanged'),
  )
  expect(visible()).toEqual(before)

  const lenient = { 'volume.zero': 'warn' }
  const diff = await replayPipeline(offline(lenient), { diff: true })
  const released = diff.batches.flatMap((batch) => batch.difference?.released ?? [])
  expect(released).toHaveLength(25)
  expect(new Set(released.flatMap((entry) => entry.rules))).toEqual(new Set(['volume.zero']))
  expect(visible()).toEqual(before)

  const replayed = await replayPipeline(offline(lenient))
  expect(replayed).toMatchObject({ status: 'done', exitCode: 0 })
  expect(replayed.batches.flatMap((batch) => batch.difference?.released ?? [])).toEqual(released)
  expect(open()).toBe(0)
  expect(readdirSync(join(folder, 'issue'))).toEqual([])

  const back = await replayPipeline(offline())
  expect(back.batches.flatMap((batch) => batch.difference?.quarantined ?? [])).toHaveLength(25)
  expect(open()).toBe(25)
})
