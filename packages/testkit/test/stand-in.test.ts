import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { generateMarket, type StandInOptions, startStandIn } from '../src/server.ts'

const observedAt = new Date('2026-11-22T05:00:00Z')
const PAGE = '/coins/markets?vs_currency=usd&per_page=250'

async function get(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

describe('endpoints', () => {
  test('/ping says what it says', async () => {
    await using server = await startStandIn({ size: 1 })
    expect((await get(`${server.url}/ping`)).body).toEqual({ gecko_says: '(V3) To the Moon!' })
  })

  test('/coins/list has every coin, by id', async () => {
    const coins = generateMarket({ size: 300, seed: 1, observedAt })
    await using server = await startStandIn({ coins })
    const expected = coins.map(({ id, symbol, name }) => ({ id, symbol, name }))
    const { body } = await get(`${server.url}/coins/list`)
    expect(body).toEqual(expected.toSorted((left, right) => (left.id < right.id ? -1 : 1)))
  })

  test('/key is for the pro plan', async () => {
    await using server = await startStandIn({ size: 1, requestsPerMinute: 300 })
    expect(await get(`${server.url}/key`)).toMatchObject({
      status: 401,
      body: { status: { error_code: 10005 } },
    })
    const pro = await get(`${server.url}/key`, { 'x-cg-pro-api-key': 'CG-any' })
    expect(pro).toMatchObject({ status: 200, body: { rate_limit_request_per_minute: 300 } })
  })

  test.each(['/coins/never', '/nothing', '/../ping'])('%s is a 404 in JSON', async (path) => {
    await using server = await startStandIn({ size: 1 })
    expect(await get(server.url + path)).toMatchObject({ status: 404, body: { error: expect.any(String) } })
  })

  test('answers carry the headers of the real API', async () => {
    await using server = await startStandIn({ size: 1, now: () => observedAt.getTime() })
    const { headers } = await get(server.url + PAGE)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=30',
      date: 'Sun, 22 Nov 2026 05:00:00 GMT',
      etag: expect.stringMatching(/^W\/"[0-9a-f]{32}"$/),
    })
  })
})

test('requests tells what was asked and the hash of what was answered', async () => {
  await using server = await startStandIn({ size: 3, record: true })
  const answer = await fetch(`${server.url}${PAGE}&page=1`, { headers: { 'user-agent': 'test' } })
  const body = Buffer.from(await answer.arrayBuffer())
  expect(server.requests).toMatchObject([
    {
      method: 'GET',
      path: '/api/v3/coins/markets',
      query: { vs_currency: 'usd', per_page: '250', page: '1' },
      headers: { 'user-agent': 'test' },
      status: 200,
      sha256: createHash('sha256').update(body).digest('hex'),
    },
  ])
  expect(server.requests[0]?.body).toEqual(body)
})

describe('the market', () => {
  test('setCoins replaces it', async () => {
    await using server = await startStandIn({ size: 3 })
    server.setCoins(generateMarket({ size: 5, seed: 2, observedAt }))
    expect((await get(server.url + PAGE)).body).toHaveLength(5)
  })

  test('stays as it was unless it is refreshed', async () => {
    let now = observedAt.getTime()
    const prices = async (options: StandInOptions) => {
      await using server = await startStandIn({ size: 50, now: () => now, ...options })
      const before = (await get(server.url + PAGE)).body
      now += 3_600_000
      return { before, after: (await get(server.url + PAGE)).body }
    }
    const still = await prices({})
    expect(still.after).toEqual(still.before)
    const moving = await prices({ refreshMs: 60_000 })
    expect(moving.after).toEqual(generateMarket({ size: 50, seed: 1, observedAt: new Date(now) }))
  })
})

describe('drift', () => {
  async function walk(drift: number): Promise<string[]> {
    await using server = await startStandIn({ size: 2000, observedAt, drift })
    const ids: string[] = []
    for (let page = 1; page <= 8; page++) {
      const { body } = await get(`${server.url}${PAGE}&page=${page}`)
      ids.push(...(body as { id: string }[]).map((coin) => coin.id))
    }
    return ids
  }

  test('without it a walk over the pages sees every coin once', async () => {
    expect(new Set(await walk(0)).size).toBe(2000)
  })

  test('with it a walk has as many rows, some twice, so some coins never', async () => {
    const ids = await walk(0.2)
    expect(ids).toHaveLength(2000)
    expect(new Set(ids).size).toBeLessThan(1950)
    expect(ids.slice(0, 3)).toEqual(['bitcoin', 'ethereum', 'tether'])
  })

  test('it is the same for the same seed', async () => {
    expect(await walk(0.1)).toEqual(await walk(0.1))
  })

  test('answers by ids do not drift', async () => {
    await using server = await startStandIn({ size: 500, drift: 0.5 })
    const ids = async () => (await get(`${server.url}${PAGE}&ids=bitcoin,_,-6,tether`)).body
    const before = await ids()
    await get(server.url + PAGE)
    expect(await ids()).toEqual(before)
  })
})

describe('access', () => {
  const keys = ['CG-good']

  test.each([
    ['no key', {}, 401, { status: { error_code: 10002 } }],
    ['a wrong demo key', { 'x-cg-demo-api-key': 'CG-bad' }, 400, { error_code: 10010, status: {} }],
    ['a wrong pro key', { 'x-cg-pro-api-key': 'CG-bad' }, 400, { error_code: 10011, status: {} }],
  ])('%s is refused', async (_, headers, status, body) => {
    await using server = await startStandIn({ size: 1, keys })
    expect(await get(server.url + PAGE, headers)).toMatchObject({ status, body })
  })

  test('a key is taken from a header or from the query', async () => {
    await using server = await startStandIn({ size: 1, keys })
    expect((await get(server.url + PAGE, { 'x-cg-demo-api-key': 'CG-good' })).status).toBe(200)
    expect((await get(`${server.url}${PAGE}&x_cg_pro_api_key=CG-good`)).status).toBe(200)
  })

  test('/ping asks for no key', async () => {
    await using server = await startStandIn({ size: 1, keys })
    expect((await get(`${server.url}/ping`)).status).toBe(200)
  })

  test('requests above the limit of a rolling minute get 429 and how long to wait', async () => {
    let now = observedAt.getTime()
    await using server = await startStandIn({ size: 1, requestsPerMinute: 2, now: () => now })
    const ask = async () => {
      const { status, headers } = await get(server.url + PAGE)
      return [status, headers.get('retry-after')]
    }
    expect(await ask()).toEqual([200, null])
    now += 20_000
    expect(await ask()).toEqual([200, null])
    expect(await ask()).toEqual([429, '40'])
    now += 40_000
    expect(await ask()).toEqual([200, null])
    expect(await ask()).toEqual([429, '20'])
  })
})

describe('its life', () => {
  test('a taken port is an error', async () => {
    await using server = await startStandIn({ size: 1 })
    await expect(startStandIn({ size: 1, port: Number(new URL(server.url).port) })).rejects.toThrow(
      'EADDRINUSE',
    )
  })

  test('close cuts requests that wait, and frees the port', async () => {
    const server = await startStandIn({ size: 1, latencyMs: 600_000 })
    const waiting = fetch(server.url + PAGE).catch((error: unknown) => error)
    while (server.requests.length === 0) await new Promise(setImmediate)
    await server.close()
    await server.close()
    expect(await waiting).toBeInstanceOf(TypeError)
    await using again = await startStandIn({ size: 1, port: Number(new URL(server.url).port) })
    expect((await get(`${again.url}/ping`)).status).toBe(200)
  })
})
