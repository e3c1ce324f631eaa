import { definePipeline, type Pipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets, { type MarketRecord } from '@tamis/source-coingecko'
import { answeredBy } from './given-pages.ts'
import { COINS } from './market-pages.ts'

/** The default pipeline over a file, whose source answers with given bytes. */
export function pipelineOver(path: string, pages: readonly Uint8Array[], at: Date): Pipeline<MarketRecord> {
  const store = sqlite({ path })
  const source = coingeckoMarkets({ universe: { top: COINS }, requestsPerMinute: 0 })
  return definePipeline({
    name: 'markets',
    source: answeredBy(source, pages, at.getTime()),
    stager: store.stager,
    rules: marketRules(),
    sink: store.sink,
    issues: `${path}.issue`,
  })
}
