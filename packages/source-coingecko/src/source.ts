import {
  type BatchPlan,
  type Estimate,
  type Requested,
  type Source,
  type StagedPage,
  sliceJsonArray,
} from '@tamis/core'
import { healthCheck } from './health.ts'
import { type CoingeckoOptions, resolveOptions, type Settings } from './options.ts'
import { TERMS } from './plans.ts'
import { cryptoMarkets } from './record/dataset.ts'
import type { MarketRecord } from './record/market-record.ts'
import { listedIds, rankedPages, requestsOf, valuesOf } from './requests.ts'
import { coingeckoSession } from './session.ts'
import { parseUniverse, universeText } from './universe.ts'
import { VERSION } from './version.ts'

/** Coins of a market of today, for what must be estimated before the listing tells. */
const ASSUMED_COINS = 21_500

/**
 * The market as CoinGecko's `/coins/markets` has it: one candidate per coin. Reads no environment and sends nothing
 * before a run does.
 *
 * @throws TamisError `config.invalid` naming every problem of the options with its path.
 */
export function coingeckoMarkets(options: CoingeckoOptions = {}): Source<MarketRecord> {
  const settings = resolveOptions(options)
  const { universe, vsCurrency, parameters, concurrency } = settings
  const estimate = (): Estimate => estimateOf(settings)
  return {
    name: 'coingecko',
    version: VERSION,
    dataset: cryptoMarkets,
    plan: { universe: universeText(universe), currency: vsCurrency, parameters },
    concurrency,
    estimate,
    requests: (staged) => requestsOf(settings, staged),
    requested: requestedOf,
    connect: (context) => coingeckoSession(settings, estimate().requests, context),
    parse: valuesOf,
    slice: (page, wanted) => sliceJsonArray(page.body, [], wanted),
    health: healthCheck(settings),
  }
}

function estimateOf({ universe, requestsPerMinute, plan }: Settings): Estimate {
  const records = universe === 'all' ? null : 'top' in universe ? universe.top : universe.ids.length
  const listing = universe === 'all' ? 1 : 0
  const requests = listing + rankedPages(records ?? ASSUMED_COINS)
  const durationMs = Math.round((requests * 60_000) / requestsPerMinute)
  return { requests, credits: requests * TERMS[plan].credits, durationMs, records }
}

function requestedOf(plan: BatchPlan, listing: StagedPage | undefined): Requested {
  const universe = parseUniverse(plan.universe)
  if (universe !== 'all' && 'top' in universe) return { records: universe.top, keys: null }
  if (universe !== 'all') return { records: universe.ids.length, keys: universe.ids }
  if (listing === undefined) return { records: 0, keys: null }
  const keys = listedIds(listing)
  return { records: keys.length, keys }
}
