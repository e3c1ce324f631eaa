// A rule of one's own: a plain object, pure, with evidence. Coins that trade less than a dollar for each 10,000 of market
// cap are kept out of the final table; `tamis quarantine list` shows them with the reason.
import { definePipeline, type Rule, runPipeline } from '@tamis/core'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets, { type MarketRecord } from '@tamis/source-coingecko'
import { startStandIn } from '@tamis/testkit/server'

const asleep: Rule<MarketRecord> = {
  kind: 'rule',
  id: 'own.asleep',
  version: 1,
  summary: 'Trades less than 0.01 % of its market cap in a day.',
  severity: 'quarantine',
  settings: { minTurnover: 0.0001 },
  check({ total_volume: volume, market_cap: cap }) {
    if (volume === null || cap === null || cap === 0 || volume / cap >= 0.0001) return 'pass'
    const message = `turnover is ${((volume / cap) * 100).toFixed(4)} %`
    return { code: 'low', message, path: 'total_volume', expected: '>= 0.0001', received: volume / cap }
  },
}

await using api = await startStandIn({ size: 500, seed: 1 })
const store = sqlite({ path: 'own-rule.db' })
const report = await runPipeline(
  definePipeline({
    name: 'awake',
    source: coingeckoMarkets({ universe: { top: 250 }, baseUrl: api.url, requestsPerMinute: 0 }),
    stager: store.stager,
    rules: [asleep],
    sink: store.sink,
    issues: 'issue',
  }),
)
console.log(`${report.loaded} awake, ${report.findings['own.asleep'] ?? 0} asleep`)
process.exitCode = report.exitCode
