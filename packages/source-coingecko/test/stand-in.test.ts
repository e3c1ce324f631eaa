import { isTamisError } from '@tamis/core'
import { FAULT_KINDS, type FaultKind, startStandIn } from '@tamis/testkit/server'
import { expect, it } from 'vitest'
import coingeckoMarkets, { cryptoMarkets, type MarketRecord } from '../src/index.ts'
import { briskClock, contextOf, type Walk, walk } from './support.ts'

const KEY = 'CG-STANDIN-012345'

function toRecord(candidate: unknown): MarketRecord {
  const result = cryptoMarkets.schema['~standard'].validate(candidate)
  if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result))
  return result.value
}

function recordsOf({ pages }: Walk): readonly MarketRecord[] {
  const source = coingeckoMarkets()
  const records = pages.filter((page) => page.request.kind === 'records')
  return records.flatMap((page) => [...source.parse(page)].map(toRecord))
}

it('extracts the whole market by its listing, every coin once, and keeps the bytes that were served', async () => {
  await using api = await startStandIn({ size: 1000, seed: 3 })
  const source = coingeckoMarkets({ universe: 'all', baseUrl: api.url, requestsPerMinute: 0 })
  const walked = await walk(source)
  const records = recordsOf(walked)
  expect(walked.session.calls).toBe(5)
  expect(walked.pages.map((page) => page.sha256)).toEqual(api.requests.map((request) => request.sha256))
  expect(new Set(records.map((record) => record.coin_id)).size).toBe(1000)
  expect(records).toHaveLength(1000)
  const [listing] = walked.pages
  expect(source.requested(source.plan, listing).keys).toHaveLength(1000)
})

it('goes on with the pages that are missing, and asks for them alone', async () => {
  await using api = await startStandIn({ size: 1000, seed: 3 })
  const source = coingeckoMarkets({ universe: 'all', baseUrl: api.url, requestsPerMinute: 0 })
  const whole = await walk(source)
  const resumed = await walk(source, contextOf(), [...whole.pages.slice(0, 2), ...whole.pages.slice(3, 4)])
  expect(resumed.session.calls).toBe(2)
  expect(resumed.pages.map((page) => page.sha256).toSorted()).toEqual(
    whole.pages.map((page) => page.sha256).toSorted(),
  )
})

it('finds coins again that a drifting walk had lost, within two further pages', async () => {
  await using api = await startStandIn({ size: 2000, seed: 2, drift: 0.2 })
  const walked = await walk(
    coingeckoMarkets({ universe: { top: 1000 }, baseUrl: api.url, requestsPerMinute: 0 }),
  )
  const ids = new Set(recordsOf(walked).map((record) => record.coin_id))
  expect(walked.pages.length).toBeGreaterThan(4)
  expect(walked.pages.length).toBeLessThanOrEqual(6)
  expect(ids.size).toBeGreaterThanOrEqual(1000)
})

it('gets every optional field that it asks for', async () => {
  await using api = await startStandIn({ size: 20, seed: 1 })
  const source = coingeckoMarkets({
    universe: { top: 20 },
    vsCurrency: 'eur',
    precision: 2,
    priceChangePercentage: ['1h', '24h', '7d', '14d', '30d', '200d', '1y'],
    sparkline: true,
    includeRehypothecated: true,
    baseUrl: api.url,
    requestsPerMinute: 0,
  })
  const [bitcoin] = recordsOf(await walk(source))
  expect(bitcoin?.coin_id).toBe('bitcoin')
  const names = Object.keys(bitcoin ?? {}).filter((name) =>
    /in_currency$|rehypothecated$|sparkline/.test(name),
  )
  expect(names).toHaveLength(9)
  expect(names.filter((name) => bitcoin?.[name as keyof MarketRecord] === null)).toEqual([])
  expect(JSON.parse(bitcoin?.sparkline_in_7d ?? '').price.length).toBeGreaterThan(100)
})

it.each(['demo', 'pro'] as const)(
  'is let in with a key of the plan %s and refused with another',
  async (plan) => {
    await using api = await startStandIn({ size: 10, keys: [KEY] })
    const options = { universe: { top: 10 }, plan, baseUrl: api.url, requestsPerMinute: 0 }
    expect(recordsOf(await walk(coingeckoMarkets({ ...options, apiKey: KEY })))).toHaveLength(10)
    const refused = await walk(coingeckoMarkets({ ...options, apiKey: `${KEY}X` })).catch(
      (error: unknown) => error,
    )
    expect(refused).toMatchObject({ code: 'source.refused', exitCode: 77 })
  },
)

/** What a fault that stays ends in; what is not named here is met once and done with. */
const ENDS: Readonly<Partial<Record<FaultKind, readonly [code: string, exit: number]>>> = {
  400: ['source.refused', 77],
  401: ['source.refused', 77],
  '401-10005': ['source.refused', 77],
  '401-10012': ['source.refused', 77],
  403: ['source.refused', 77],
  '403-1020': ['source.refused', 77],
  404: ['source.request', 78],
  422: ['source.request', 78],
  redirect: ['source.redirect', 78],
  'echo-key': ['source.leak', 65],
  'echo-key-401': ['source.refused', 77],
  'not-an-array': ['source.shape', 65],
  deep: ['source.oversized', 65],
  'gzip-bomb': ['source.oversized', 65],
  endless: ['source.oversized', 65],
}
const VALUES: Readonly<Partial<Record<FaultKind, string | number>>> = {
  redirect: 'http://127.0.0.1:9/',
  'slow-headers': 60_000,
  'gzip-bomb': 40,
  429: 30,
}
/** These look like a smaller market: a gate tells, not the source. */
const SILENT: readonly FaultKind[] = ['empty-array']

it.each(FAULT_KINDS.filter((kind) => !SILENT.includes(kind)))(
  'meets the fault %s on one page',
  async (kind) => {
    await using api = await startStandIn({ size: 300, seed: 4 })
    const clean = recordsOf(
      await walk(coingeckoMarkets({ universe: { top: 300 }, baseUrl: api.url, requestsPerMinute: 0 })),
    )
    const value = VALUES[kind]
    api.inject({ kind, match: 2, ...(value === undefined ? {} : { value }) })
    const timeoutMs = ['slow-headers', 'stall', 'drip'].includes(kind) ? 300 : 20_000
    const source = coingeckoMarkets({
      universe: { top: 300 },
      plan: 'demo',
      apiKey: KEY,
      baseUrl: api.url,
      requestsPerMinute: 0,
      timeoutMs,
    })
    const context = contextOf({ clock: briskClock(timeoutMs) })
    const result = await walk(source, context).catch((error: unknown) => error)
    const end = ENDS[kind]
    if (isTamisError(result)) expect([result.code, result.exitCode]).toEqual(end)
    else {
      expect(end).toBeUndefined()
      expect(recordsOf(result as Walk)).toEqual(clean)
      expect((result as Walk).session.retries).toBe(1)
    }
  },
)
