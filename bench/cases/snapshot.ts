import type { Source } from '@tamis/core'
import { definePipeline, runPipeline, systemClock } from '@tamis/core'

import marketRules from '@tamis/rules-market'

import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets, { type MarketRecord } from '@tamis/source-coingecko'
import { floorSnapshot } from '../floor/snapshot.ts'
import { compare, ratio } from '../harness/compare.ts'
import { answeredBy } from '../harness/given-pages.ts'
import { COINS, marketPages, slot } from '../harness/market-pages.ts'
import type { Result } from '../harness/result.ts'
import { scratch } from '../harness/scratch.ts'

/** One batch of given pages into a database, as `tamis run` does it but for the network. */
export async function loadSnapshot(path: string, pages: readonly Uint8Array[], at: Date): Promise<void> {
  const store = sqlite({ path })
  const source: Source<MarketRecord> = coingeckoMarkets({ universe: { top: COINS }, requestsPerMinute: 0 })
  const report = await runPipeline(
    definePipeline({
      name: 'markets',
      source: answeredBy(source, pages, at.getTime()),
      stager: store.stager,
      rules: marketRules(),
      sink: store.sink,
      issues: `${path}.issue`,
    }),
    { clock: { ...systemClock, now: () => at.getTime() }, batchId: `b${at.getTime()}` },
  )
  if (report.status !== 'published') throw new Error(`${report.status}: ${report.error?.message}`)
}

/** Bytes in hand to durable commit: stage, parse, validate, judge, load, ledger. */
export async function snapshot(rounds: number): Promise<readonly Result[]> {
  const pages = marketPages(slot(0))
  using folder = scratch()
  let round = 0
  const timings = await compare(
    [
      { name: 'floor', run: () => floorSnapshot(folder.file(`floor-${++round}.db`), pages, slot(0)) },
      { name: 'tamis', run: () => loadSnapshot(folder.file(`tamis-${++round}.db`), pages, slot(0)) },
    ],
    rounds,
  )
  const [floor, tamis] = timings
  return [
    {
      name: 'whole snapshot, bytes in hand to durable commit',
      value: ratio(tamis, floor),
      unit: 'x',
      budget: 1.5,
      detail: `${tamis?.medianMs.toFixed(0)} ms against ${floor?.medianMs.toFixed(0)} ms`,
    },
  ]
}
