import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateMarket, type MarketCoin, type RawCoin, type StandIn, startStandIn } from '../src/server.ts'

const observedAt = new Date('2026-11-22T05:00:00Z')
const coins = generateMarket({ size: 600, seed: 1, observedAt })
let server: StandIn
beforeAll(async () => {
  server = await startStandIn({ coins })
})
afterAll(() => server.close())

async function markets(query: Record<string, string>): Promise<MarketCoin[]> {
  const answer = await fetch(
    `${server.url}/coins/markets?${new URLSearchParams({ vs_currency: 'usd', ...query })}`,
  )
  expect(answer.status).toBe(200)
  return (await answer.json()) as MarketCoin[]
}

function ids(list: readonly MarketCoin[]): string[] {
  return list.map((coin) => coin.id)
}

describe('paging', () => {
  test('a page has 100 coins by default', async () => {
    expect(await markets({})).toEqual(coins.slice(0, 100))
  })

  test('per_page is at most 250', async () => {
    expect(await markets({ per_page: '500', page: '2' })).toEqual(coins.slice(250, 500))
  })

  test('a page past the end is empty', async () => {
    expect(await markets({ per_page: '250', page: '4' })).toEqual([])
  })
})

describe('selection', () => {
  test('ids answers the known ones in order of market cap, whatever needs encoding', async () => {
    const asked = ['boringdao-[old]', '1move token', '-6', '_', 'bitcoin', 'never-was']
    const expected = ids(coins).filter((id) => asked.includes(id))
    expect(ids(await markets({ ids: asked.join(',') }))).toEqual(expected)
    expect(expected).toHaveLength(5)
  })

  test('more than 100 ids need per_page', async () => {
    const asked = ids(coins).slice(0, 250).join(',')
    expect(await markets({ ids: asked })).toHaveLength(100)
    expect(await markets({ ids: asked, per_page: '250' })).toHaveLength(250)
  })

  test('category goes before ids', async () => {
    const found = ids(await markets({ category: 'layer-1', ids: 'bitcoin', per_page: '250' }))
    expect(found.length).toBeGreaterThan(10)
    expect(found.length).toBeLessThan(150)
  })

  test('symbols answers the largest coin of each, or all of them', async () => {
    const shared =
      coins.find((coin, at) => coins.findIndex(({ symbol }) => symbol === coin.symbol) < at)?.symbol ?? ''
    expect(await markets({ symbols: shared })).toEqual([coins.find((coin) => coin.symbol === shared)])
    expect((await markets({ symbols: shared, include_tokens: 'all' })).length).toBeGreaterThan(1)
  })

  test('names finds by name', async () => {
    expect(ids(await markets({ names: 'Bitcoin,Ethereum' }))).toEqual(['bitcoin', 'ethereum'])
  })
})

test.each([
  ['id_asc', (left: MarketCoin, right: MarketCoin) => (left.id < right.id ? -1 : 1)],
  [
    'volume_desc',
    (left: MarketCoin, right: MarketCoin) => (right.total_volume ?? 0) - (left.total_volume ?? 0),
  ],
  [
    'market_cap_asc',
    (left: MarketCoin, right: MarketCoin) => (left.market_cap ?? 0) - (right.market_cap ?? 0),
  ],
])('order=%s sorts', async (order, compare) => {
  expect(await markets({ order, per_page: '250' })).toEqual(coins.toSorted(compare).slice(0, 250))
})

describe('shape', () => {
  test('a record has the 26 fields and no other', async () => {
    const [bitcoin] = await markets({ ids: 'bitcoin' })
    expect(Object.keys(bitcoin ?? {})).toHaveLength(26)
  })

  test('optional fields come when asked for', async () => {
    const query = { sparkline: 'true', price_change_percentage: '1h,24h,1y', include_rehypothecated: 'true' }
    const [bitcoin] = await markets({ ids: 'bitcoin', ...query })
    expect(bitcoin).toMatchObject({
      price_change_percentage_1h_in_currency: expect.any(Number),
      price_change_percentage_24h_in_currency: bitcoin?.price_change_percentage_24h,
      price_change_percentage_1y_in_currency: expect.any(Number),
      market_cap_rank_with_rehypothecated: 1,
      sparkline_in_7d: { price: expect.arrayContaining([bitcoin?.current_price]) },
    })
    expect(Object.keys(bitcoin ?? {})).toHaveLength(31)
  })

  test('another currency has other amounts and the same changes', async () => {
    const [dollars] = await markets({ ids: 'bitcoin' })
    const [euros] = await markets({ ids: 'bitcoin', vs_currency: 'eur' })
    expect(euros?.current_price).toBeCloseTo((dollars?.current_price ?? 0) * 0.92, 4)
    expect(euros?.price_change_percentage_24h).toBe(dollars?.price_change_percentage_24h)
  })

  test('precision rounds prices', async () => {
    const [tether] = await markets({ ids: 'tether', precision: '2' })
    expect(tether?.current_price).toBe(1)
  })

  test('numbers are spelled as the API spells them', async () => {
    const answer = await fetch(`${server.url}/coins/markets?vs_currency=usd&per_page=250&page=2`)
    const text = await answer.text()
    expect(text).toContain('"market_cap":0.0,')
    expect(text).toMatch(/"current_price":\d(\.\d+)?e-0[5-9],/)
    expect(text).toMatch(/"max_supply":\d+\.0,/)
  })
})

test.each([
  ['no currency', '', 422, 'Missing parameter vs_currency'],
  ['an unknown currency', 'vs_currency=doubloon', 422, 'invalid vs_currency'],
  [
    '251 ids',
    `vs_currency=usd&ids=${Array.from({ length: 251 }, (_, id) => id).join(',')}`,
    422,
    /limit of 250/,
  ],
  ['an unknown order', 'vs_currency=usd&order=gecko_desc', 422, 'Invalid order'],
  ['an unknown category', 'vs_currency=usd&category=none', 404, 'category not found'],
])('%s is refused', async (_, query, status, error) => {
  const answer = await fetch(`${server.url}/coins/markets?${query}`)
  expect(answer.status).toBe(status)
  expect(await answer.json()).toEqual({ error: expect.stringMatching(error) })
})

test('a recorded coin is sent as recorded, in any currency, and lacks what the recording lacks', async () => {
  const text = '{"id":"a","market_cap":19894600.0, "x":1e-18}'
  const raw: RawCoin = {
    id: 'a',
    symbol: 'a',
    name: 'A',
    market_cap: 1,
    market_cap_rank: 4,
    total_volume: 1,
    text,
  }
  await using recorded = await startStandIn({ coins: [raw] })
  const get = async (query: string) => (await fetch(`${recorded.url}/coins/markets?${query}`)).text()
  expect(await get('vs_currency=eur')).toBe(`[${text}]`)
  expect(await get('vs_currency=usd&sparkline=true&price_change_percentage=7d')).toBe(
    `[${text.slice(0, -1)},"sparkline_in_7d":{"price":[]},"price_change_percentage_7d_in_currency":null}]`,
  )
})
