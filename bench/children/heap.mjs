// Replays all batches of a database in one process and prints what it takes after each, in MB. Plain JavaScript, since Node
// keeps what it strips of TypeScript. Needs --expose-gc.
import { definePipeline, replayPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'

const [path = ''] = process.argv.slice(2)
const taken = []
const nothing = () => undefined
const { stager, sink } = sqlite({ path })
const report = await replayPipeline(
  definePipeline({
    name: 'markets',
    source: coingeckoMarkets({ universe: 'all' }),
    stager,
    sink,
    rules: marketRules(),
    issues: `${path}.issue`,
  }),
  {
    logger: {
      // Told after each batch.
      debug() {
        globalThis.gc()
        const { heapUsed, heapTotal, rss } = process.memoryUsage()
        taken.push({ heapMB: heapUsed / 1024 ** 2, outsideMB: (rss - heapTotal) / 1024 ** 2 })
      },
      info: nothing,
      warn: nothing,
      error: nothing,
    },
  },
)
if (report.status !== 'done') throw new Error(report.error?.message)
console.log(JSON.stringify(taken))
