import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePipeline, runPipeline, systemClock } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import { openMarket } from '@tamis/sink-sqlite/read'
import coingeckoMarkets from '@tamis/source-coingecko'
import { readCoins, startStandIn } from '@tamis/testkit/server'
import { expect } from 'vitest'
import { recorded, testRecorded } from './recorded-data.ts'

const BIN = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'run.js')

interface RawCoin {
  readonly id: string
  readonly current_price: number
  readonly total_volume: number
}

const monthsOf = (): readonly string[] => readdirSync(recorded('markets-madjin')).sort()
const timeOf = (month: string): number => Date.parse(month.replace('.json', 'T05:00:00Z'))

/** What the recorded page of a month holds, zombies left out. */
function alive(month: string): readonly RawCoin[] {
  const coins = JSON.parse(readFileSync(recorded('markets-madjin', month), 'utf8')) as readonly RawCoin[]
  return coins.filter((coin) => coin.current_price > 0 && coin.total_volume > 0)
}

async function loadMonths(path: string): Promise<void> {
  const store = sqlite({ path })
  for (const month of monthsOf()) {
    await using api = await startStandIn({ coins: await readCoins(recorded('markets-madjin', month)) })
    const source = coingeckoMarkets({ universe: { top: 100 }, baseUrl: api.url, requestsPerMinute: 0 })
    const pipeline = definePipeline({
      name: 'markets',
      source,
      stager: store.stager,
      rules: marketRules(),
      sink: store.sink,
      issues: null,
    })
    const report = await runPipeline(pipeline, { clock: { ...systemClock, now: () => timeOf(month) } })
    expect(report.status).toBe('published')
  }
}

function tamis(path: string, ...args: readonly string[]): string {
  const env = { ...process.env, NODE_ENV: 'production' }
  return execFileSync(process.execPath, [BIN, ...args, '--database', path], {
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
  })
}

testRecorded(
  'the market as of any date is the recorded page of that month, its zombies left out',
  async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'tamis-')), 'market.db')
    await loadMonths(path)
    using market = openMarket(path)
    const months = monthsOf()

    for (const month of months) {
      // A fortnight later nothing newer has been observed.
      const universe = market.universe({ asOf: timeOf(month) + 10 * 86_400_000 })
      const shown = universe.records.map(({ record }) => [record.coin_id, record.current_price]).sort()
      expect(shown, month).toEqual(
        alive(month)
          .map((coin) => [coin.id, coin.current_price])
          .sort(),
      )
    }

    const [first = '', second = ''] = months
    const latest = new Set(alive(months.at(-1) ?? '').map((coin) => coin.id))
    const gone = alive(first).find((coin) => !latest.has(coin.id))
    expect(market.universe({}).records.some(({ record }) => record.coin_id === gone?.id)).toBe(false)

    const between = timeOf(first) + 3 * 86_400_000
    expect(between).toBeLessThan(timeOf(second))
    const told = JSON.parse(tamis(path, 'price', gone?.id ?? '', '--at', new Date(between).toISOString()))
    expect(told).toMatchObject({ price: gone?.current_price, age_ms: 3 * 86_400_000, in_market: true })

    const history = market.coinEvents({ coin: gone?.id ?? '' })
    expect(history.map(({ event }) => event)).toEqual(expect.arrayContaining(['first_seen', 'disappeared']))
    // A month apart, the first hundred are others by themselves: nothing to blame the API for.
    expect(history.map(({ note }) => note)).toEqual(history.map(() => null))
    expect(() => tamis(path, 'why', gone?.id ?? '')).toThrow(
      /disappeared \d{4}-.+, last good price .+--at 20/s,
    )

    const rows = JSON.parse(
      tamis(path, 'universe', '--as-of', first.replace('.json', ''), '--top', '3', '--json'),
    )
    expect(rows).toHaveLength(3)
    expect(tamis(path, 'export', '--format', 'jsonl').trimEnd().split('\n')).toHaveLength(latest.size)
    const all = tamis(path, 'export', '--from', '2023-01-01', '--format', 'csv').trimEnd().split('\r\n')
    expect(all).toHaveLength(1 + 3775)
  },
)
