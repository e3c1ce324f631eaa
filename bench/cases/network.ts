import { definePipeline, runPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { floorNetwork } from '../floor/network.ts'
import { compare, ratio } from '../harness/compare.ts'
import { COINS } from '../harness/market-pages.ts'
import type { Result } from '../harness/result.ts'
import { scratch } from '../harness/scratch.ts'
import { server } from '../harness/server.ts'
import { runMemory } from './memory.ts'

const LATENCY_MS = 150
const CONCURRENCY = 4

/** A whole-market run over HTTP with the latency of a real API and no rate limit. */
export async function network(rounds: number): Promise<readonly Result[]> {
  using api = await server(COINS, LATENCY_MS)
  using folder = scratch()
  let files = 0
  let calls = 0
  const run = async (): Promise<void> => {
    const store = sqlite({ path: folder.file(`${++files}.db`) })
    const source = coingeckoMarkets({
      universe: 'all',
      baseUrl: api.url,
      requestsPerMinute: 0,
      concurrency: CONCURRENCY,
    })
    const report = await runPipeline(
      definePipeline({
        name: 'm',
        source,
        stager: store.stager,
        rules: marketRules(),
        sink: store.sink,
        issues: folder.file('issue'),
      }),
    )
    if (report.status !== 'published') throw new Error(report.error?.message)
    calls = report.apiCalls
  }
  const [floor, tamis] = await compare(
    [
      { name: 'network', run: () => floorNetwork(api.url, CONCURRENCY) },
      { name: 'tamis', run },
    ],
    rounds,
  )
  return [
    {
      name: `whole-market run at ${LATENCY_MS} ms latency, ${CONCURRENCY} at a time`,
      value: ratio(tamis, floor),
      unit: 'x',
      budget: 1.3,
      detail: `${tamis?.medianMs.toFixed(0)} ms against ${floor?.medianMs.toFixed(0)} ms for the network alone`,
    },
    {
      name: 'API credits of a whole-market batch',
      value: calls,
      unit: 'requests',
      budget: 1 + Math.ceil(COINS / 250),
      detail: '1 + ⌈coins / 250⌉',
    },
    ...(await runMemory(api.url)),
  ]
}
