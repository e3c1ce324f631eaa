import { type PageRequest, sha256 } from '@tamis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import coingeckoMarkets, { parseUniverse, type Universe, universeText } from '../src/index.ts'
import { plannedOver, staged } from './support.ts'

const coins = (count: number, from = 0) => Array.from({ length: count }, (_, at) => ({ id: `c${from + at}` }))

/** A market of so many coins, as an API without drift pages it. */
function market(size: number) {
  return ({ params }: PageRequest): readonly unknown[] => {
    const ids = params.ids?.split(',')
    if (ids !== undefined) return ids.map((id) => ({ id }))
    const perPage = Number(params.per_page)
    const start = (Number(params.page) - 1) * perPage
    return coins(Math.max(0, Math.min(perPage, size - start)), start)
  }
}

const planned = (universe: Universe, answers: Parameters<typeof plannedOver>[1]) =>
  plannedOver(coingeckoMarkets({ universe, requestsPerMinute: 0 }), answers)

describe('top:N', () => {
  it.each([
    [1, 1, 1],
    [250, 1, 250],
    [251, 2, 126],
    [1000, 4, 250],
    [1001, 5, 201],
  ])('%d coins are %d pages of %d', async (top, pages, perPage) => {
    const requests = await planned({ top }, market(5000))
    expect(requests.map(({ page, kind, params }) => [page, kind, params.page, params.per_page])).toEqual(
      Array.from({ length: pages }, (_, at) => [at + 1, 'records', String(at + 1), String(perPage)]),
    )
    expect(new Set(requests.map(({ params }) => params.order))).toEqual(new Set(['market_cap_desc']))
  })

  it('ends at the first empty page', async () => {
    expect(await planned({ top: 5000 }, market(600))).toHaveLength(4)
    expect(await planned({ top: 5000 }, market(0))).toHaveLength(1)
  })

  it('asks one page more, or two, where repeated coins left others out', async () => {
    const drifting = (lost: number) => (request: PageRequest) => {
      const page = Number(request.params.page)
      return page === 2 ? coins(250, 250 - lost) : coins(250, (page - 1) * 250)
    }
    expect(await planned({ top: 500 }, drifting(0))).toHaveLength(2)
    expect(await planned({ top: 500 }, drifting(10))).toHaveLength(3)
    expect(await planned({ top: 500 }, () => coins(250))).toHaveLength(4)
  })

  it('does not look further where the market ended', async () => {
    expect(await planned({ top: 500 }, market(499))).toHaveLength(3)
    expect(await planned({ top: 750 }, market(500))).toHaveLength(3)
  })
})

describe('ids', () => {
  it('asks for 250 at a time, and says how many answers it wants', async () => {
    const ids = coins(501).map(({ id }) => id)
    const requests = await planned({ ids }, market(0))
    expect(requests.flatMap(({ params }) => params.ids?.split(','))).toEqual(ids)
    expect(requests.map(({ params }) => params.per_page)).toEqual(['250', '250', '250'])
    expect(requests.map(({ page }) => page)).toEqual([1, 2, 3])
  })
})

describe('all', () => {
  const listing = (rows: readonly unknown[]) => (request: PageRequest) =>
    request.kind === 'listing' ? rows : market(0)(request)

  it('asks for the listing as page 0, then for its coins in its order, each once', async () => {
    const rows = [...coins(300), { id: 'c7' }, { id: '' }, { name: 'x' }, null, 5, { id: 'last one' }]
    const requests = await planned('all', listing(rows))
    expect(requests[0]).toMatchObject({ page: 0, kind: 'listing', params: {} })
    expect(requests[0]?.url).toMatch(/\/coins\/list$/)
    const asked = requests.slice(1).flatMap(({ params }) => params.ids?.split(','))
    expect(asked).toEqual([...coins(300).map(({ id }) => id), 'last one'])
  })

  it('asks for nothing more where the listing is empty', async () => {
    expect(await planned('all', listing([]))).toHaveLength(1)
  })

  it('asked for what the listing names', () => {
    const source = coingeckoMarkets({ universe: 'all' })
    const request = { page: 0, kind: 'listing', url: 'https://x/', params: {} } as const
    const body = Buffer.from(JSON.stringify(coins(3)))
    const page = staged({ request, status: 200, headers: {}, body, fetchedAt: 0 })
    expect(page.sha256).toBe(sha256(body))
    expect(source.requested(source.plan, page)).toEqual({ records: 3, keys: ['c0', 'c1', 'c2'] })
    expect(source.requested(source.plan, undefined)).toEqual({ records: 0, keys: null })
  })
})

it('every request carries currency and options, and no request a secret', async () => {
  const source = coingeckoMarkets({
    universe: { top: 10 },
    vsCurrency: 'eur',
    category: 'layer-1',
    precision: 'full',
    priceChangePercentage: ['1y', '1h'],
    sparkline: true,
    includeRehypothecated: true,
    plan: 'demo',
    apiKey: 'CG-0123456789',
  })
  const [request] = await plannedOver(source, market(10))
  expect(request).toEqual({
    page: 1,
    kind: 'records',
    url: 'https://api.coingecko.com/api/v3/coins/markets',
    params: {
      vs_currency: 'eur',
      order: 'market_cap_desc',
      per_page: '10',
      page: '1',
      category: 'layer-1',
      precision: 'full',
      price_change_percentage: '1h,1y',
      sparkline: 'true',
      include_rehypothecated: 'true',
    },
  })
})

it('estimates requests, credits and time from the plan', () => {
  const keyless = coingeckoMarkets({ universe: 'all' }).estimate()
  expect(keyless).toEqual({ requests: 87, credits: 0, durationMs: 29 * 60_000, records: null })
  const demo = coingeckoMarkets({ universe: { top: 1000 }, plan: 'demo', apiKey: 'CG-0123456789' }).estimate()
  expect(demo).toEqual({ requests: 4, credits: 4, durationMs: 9600, records: 1000 })
  const unpaced = coingeckoMarkets({ universe: 'ids:a,b', requestsPerMinute: 0 }).estimate()
  expect(unpaced).toEqual({ requests: 1, credits: 0, durationMs: 0, records: 2 })
})

describe('the text of a universe', () => {
  it('is read back as the same universe', () => {
    const id = fc.stringMatching(/^[a-z0-9][a-z0-9 _()[\]-]{0,20}[a-z0-9]$/)
    const universe: fc.Arbitrary<Universe> = fc.oneof(
      fc.constant('all' as const),
      fc.record({ top: fc.integer({ min: 1, max: 30_000 }) }),
      fc.record({ ids: fc.uniqueArray(id, { minLength: 1, maxLength: 300 }) }),
    )
    fc.assert(
      fc.property(universe, (value) => {
        expect(parseUniverse(universeText(value))).toEqual(value)
      }),
    )
  })

  it('takes odd but real ids, blanks around and repetitions', () => {
    expect(parseUniverse(' ids: -6, 1move token ,boringdao-[old],,-6')).toEqual({
      ids: ['-6', '1move token', 'boringdao-[old]'],
    })
  })

  it.each([
    '',
    'top',
    'top:',
    'top:0',
    'top:-1',
    'top:1.5',
    'top:30001',
    'top:1e3',
    'ids',
    'ids:',
    'ids:, ,',
    'ALL',
    'ids:a\u0000',
  ])('%j is none', (text) => {
    expect(() => parseUniverse(text)).toThrow(RangeError)
  })
})
