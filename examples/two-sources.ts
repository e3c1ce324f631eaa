// Two sources into one database, at the same time: the market as CoinGecko has it and the tickers of an exchange, then the
// two held against each other in SQL.
import { definePipeline, runPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import { openMarket } from '@tamis/sink-sqlite/read'
import coingeckoMarkets from '@tamis/source-coingecko'
import { startStandIn } from '@tamis/testkit/server'
import { startExchange } from './exchange-server.ts'
import northStarTickers from './plugins/source/src/index.ts'

await using api = await startStandIn({ size: 300, seed: 1 })
await using exchange = await startExchange()

const store = sqlite({ path: 'two-sources.db' })
const common = { stager: store.stager, issues: 'issue' }
const markets = definePipeline({
  ...common,
  name: 'markets',
  source: coingeckoMarkets({ universe: { top: 250 }, baseUrl: api.url, requestsPerMinute: 0 }),
  rules: marketRules(),
  sink: store.sink,
})
const tickers = definePipeline({
  ...common,
  name: 'north-star',
  source: northStarTickers({ baseUrl: exchange.url, requestsPerMinute: 0 }),
  sink: store.sink,
})
const reports = await Promise.all([runPipeline(markets), runPipeline(tickers)])
for (const { pipeline, status, loaded, quarantined, error } of reports) {
  console.log(`${pipeline}: ${status}, ${loaded} loaded, ${quarantined} in quarantine`)
  if (error !== null) console.error(error.message)
}

using market = openMarket('two-sources.db')
const { rows } = market.query(`
  select count(*) as both, count(*) filter (where abs(t.current_price / m.current_price - 1) > 0.05) as far_apart
  from north_star_tickers_latest t join crypto_markets_latest m on m.symbol = t.symbol`)
for (const [both, farApart] of rows) console.log(`${both} in both, ${farApart} of them more than 5 % apart`)
process.exitCode = Math.max(...reports.map(({ exitCode }) => exitCode))
