import { testSource } from '@tamis/testkit'
import { type StandIn, startStandIn } from '@tamis/testkit/server'
import { afterAll, beforeAll } from 'vitest'
import coingeckoMarkets from '../src/index.ts'

const secret = 'CG-conformance-000001'
let api: StandIn
beforeAll(async () => {
  api = await startStandIn({ size: 600, seed: 7 })
})
afterAll(() => api.close())

testSource({
  source: (baseUrl) =>
    coingeckoMarkets({ baseUrl, universe: 'all', plan: 'demo', apiKey: secret, requestsPerMinute: 0 }),
  // The suite's own server hands on what the stand-in says, and fails in its place.
  answer: async ({ url }) => {
    const response = await fetch(`${api.url}${url.pathname}${url.search}`)
    return new Uint8Array(await response.arrayBuffer())
  },
  records: 600,
  secret,
})
