import { definePipeline, replayPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'

const [path, to] = process.argv.slice(2)
const { stager, sink } = sqlite({ path })
const c0 = process.cpuUsage(),
  t0 = performance.now()
const report = await replayPipeline(
  definePipeline({
    name: 'markets',
    source: coingeckoMarkets({ universe: 'all' }),
    stager,
    sink,
    rules: marketRules(),
    issues: `${path}.issue`,
  }),
  { to: Number(to) },
)
const c = process.cpuUsage(c0)
console.log(
  report.status,
  report.batches.length,
  new Set(report.batches.map((b) => b.status)),
  'cpu',
  (c.user + c.system) / 1000,
  'wall',
  performance.now() - t0,
)
