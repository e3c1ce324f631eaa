// The library without the command line: one batch of the 50 largest coins into market.db.
// Against the stand-in API, so that it runs offline; leave `baseUrl` out for the real one.
import { definePipeline, runPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { startStandIn } from '@tamis/testkit/server'

await using api = await startStandIn({ size: 500, seed: 1 })

const store = sqlite({ path: 'market.db' })
const pipeline = definePipeline({
  name: 'markets',
  source: coingeckoMarkets({ universe: { top: 50 }, baseUrl: api.url, requestsPerMinute: 0 }),
  stager: store.stager,
  rules: marketRules(),
  sink: store.sink,
  issues: 'issue',
})

const report = await runPipeline(pipeline, { signal: AbortSignal.timeout(60_000) })
console.log(
  `${report.status}: ${report.extracted} = ${report.loaded} + ${report.quarantined} + ${report.duplicates}`,
)
process.exitCode = report.exitCode
