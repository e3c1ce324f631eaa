import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseFault, type StandIn, startStandIn } from '../src/server.ts'

const now = Date.parse('2026-11-22T05:00:00Z')
const PAGE = '/coins/markets?vs_currency=usd&per_page=50'
let server: StandIn
beforeAll(async () => {
  server = await startStandIn({ size: 50, now: () => now })
})
afterAll(() => server.close())
afterEach(() => server.clearFaults())

describe('statuses', () => {
  test('any status can be given, with Retry-After', async () => {
    server.inject(parseFault('503=7'))
    const answer = await fetch(server.url + PAGE)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7'])
    expect(await answer.json()).toEqual({ status: 503, error: 'Service Unavailable' })
  })

  test('a status fault can bring its own body and headers', async () => {
    server.inject({ kind: 'status', status: 418, body: 'short and stout', headers: { 'x-pot': 'tea' } })
    const answer = await fetch(server.url + PAGE)
    expect([answer.status, answer.headers.get('x-pot'), await answer.text()]).toEqual([
      418,
      'tea',
      'short and stout',
    ])
  })

  test.each([
    ['429', null],
    ['429=119', '119'],
    ['429=-5', '-5'],
    ['429-date=30', 'Sun, 22 Nov 2026 05:00:30 GMT'],
  ])('%s has Retry-After %s', async (text, value) => {
    server.inject(parseFault(text))
    expect((await fetch(server.url + PAGE)).headers.get('retry-after')).toBe(value)
  })
})

describe('scope', () => {
  async function statuses(...paths: readonly string[]): Promise<number[]> {
    const seen: number[] = []
    for (const path of paths) seen.push((await fetch(server.url + path)).status)
    return seen
  }

  test('a fault meets as many requests as it says', async () => {
    server.inject(parseFault('500:2'))
    expect(await statuses(PAGE, PAGE, PAGE)).toEqual([500, 500, 200])
  })

  test('faults wait in line', async () => {
    server.inject(parseFault('500'))
    server.inject(parseFault('502'))
    expect(await statuses(PAGE, PAGE, PAGE)).toEqual([500, 502, 200])
  })

  test('a page number matches that page only', async () => {
    server.inject(parseFault('500@2'))
    expect(await statuses(PAGE, '/coins/list', `${PAGE}&page=2`, `${PAGE}&page=2`)).toEqual([
      200, 200, 500, 200,
    ])
  })

  test('requests by ids are numbered as they come, and keep the number when asked again', async () => {
    await using chunks = await startStandIn({ size: 50, faults: [parseFault('500:2@2')] })
    const seen: number[] = []
    for (const ids of ['bitcoin', 'tether', 'tether', 'ripple', 'tether'])
      seen.push((await fetch(`${chunks.url}${PAGE}&ids=${ids}`)).status)
    expect(seen).toEqual([200, 500, 500, 200, 200])
  })

  test('a text matches path and query', async () => {
    server.inject(parseFault('500:always@/coins/list'))
    expect(await statuses(PAGE, '/coins/list', '/coins/list')).toEqual([200, 500, 500])
  })

  test('clearFaults ends them', async () => {
    server.inject(parseFault('500:always'))
    server.clearFaults()
    expect(await statuses(PAGE)).toEqual([200])
  })
})

test('a fault that gives no whole answer leaves status and hash empty', async () => {
  server.inject({ kind: 'truncated' })
  await fetch(server.url + PAGE).then((answer) => answer.text().catch(() => ''))
  expect(server.requests.at(-1)).toMatchObject({ status: null, sha256: null })
})
