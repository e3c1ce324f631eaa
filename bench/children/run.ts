import { definePipeline, runPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { scratch } from '../harness/scratch.ts'

// Runs the whole market from a server once and prints how much memory it took at most.
const [url = ''] = process.argv.slice(2)
using folder = scratch()
const store = sqlite({ path: folder.file('market.db') })
const report = await runPipeline(
  definePipeline({
    name: 'markets',
    source: coingeckoMarkets({ universe: 'all', baseUrl: url, requestsPerMinute: 0 }),
    stager: store.stager,
    rules: marketRules(),
    sink: store.sink,
    issues: folder.file('issue'),
  }),
)
if (report.status !== 'published') throw new Error(report.error?.message)
const { durationMs, apiCalls } = report
console.log(
  JSON.stringify({ peakMB: process.resourceUsage().maxRSS / 1024, heapMB: [], durationMs, apiCalls }),
)
