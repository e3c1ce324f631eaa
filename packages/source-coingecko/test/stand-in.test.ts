import { startStandIn } from '@tamis/testkit/server'
import { expect, it } from 'vitest'
import coingeckoMarkets, { cryptoMarkets, type MarketRecord } from '../src/index.ts'
import { walk } from './support.ts'

it('extracts the whole market of the stand-in by its listing, every coin once, as a record', async () => {
  await using api = await startStandIn({ size: 1000, seed: 3 })
  const source = coingeckoMarkets({ universe: 'all', baseUrl: api.url, requestsPerMinute: 0 })
  const { pages, session } = await walk(source)
  const records = pages.slice(1).flatMap((page) => [...source.parse(page)].map(toRecord))
  expect(session.calls).toBe(5)
  expect(pages.map((page) => page.sha256)).toEqual(api.requests.map((request) => request.sha256))
  expect(new Set(records.map((record) => record.coin_id)).size).toBe(1000)
  expect(records).toHaveLength(1000)
  const [listing] = pages
  expect(source.requested(source.plan, listing)).toMatchObject({ records: 1000 })
})

function toRecord(candidate: unknown): MarketRecord {
  const result = cryptoMarkets.schema['~standard'].validate(candidate)
  if (result instanceof Promise || result.issues !== undefined) throw new Error('no record')
  return result.value
}
