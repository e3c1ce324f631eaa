import { gzipSync } from 'node:zlib'
import { type Page, systemClock } from '@tamis/core'
import { expect, it } from 'vitest'
import coingeckoMarkets from '../src/index.ts'
import { answer, head, type Play, startHostile } from './hostile-server.ts'
import { contextOf, staged } from './support.ts'

const good = '[{"id":"bitcoin","current_price":1.0}]'
const bytes = (text: string): Buffer => Buffer.from(text)

interface Fetched {
  readonly page: Page
  readonly requests: readonly string[]
}

async function fetchedFrom(play: Play, options = {}): Promise<Fetched> {
  await using server = await startHostile(play)
  const source = coingeckoMarkets({ universe: { ids: ['bitcoin'] }, baseUrl: server.url, ...options })
  const clock = { ...systemClock, now: () => 1_700_000_000_000 }
  const url = `${server.url}/coins/markets`
  const request = { page: 1, kind: 'records', url, params: { ids: 'a b,[c]' } } as const
  const page = await source.connect(contextOf({ clock })).fetch(request)
  return { page, requests: server.requests }
}

const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON;charset=UTF-8',
  'application/vnd.api+json',
  'text/json',
]

it.each(TYPES)('takes a list of type %s', async (type) => {
  const { page } = await fetchedFrom(answer(200, good, { 'content-type': type }))
  expect(page.parsed).toEqual([{ id: 'bitcoin', current_price: 1 }])
})

const BODIES: readonly (readonly [string, Buffer, unknown])[] = [
  ['an empty list', bytes('[]'), []],
  ['blanks around', bytes(' \r\n[ ]\n'), []],
  ['a byte order mark', bytes(`\ufeff${good}`), [{ id: 'bitcoin', current_price: 1 }]],
  ['duplicate keys', bytes('[{"id":"a","id":"b"}]'), [{ id: 'b' }]],
  ['__proto__', bytes('[{"__proto__":{"id":"x"}}]'), JSON.parse('[{"__proto__":{"id":"x"}}]')],
  [
    '49 digits',
    bytes(`[{"id":"kuku","total_supply":${'9'.repeat(49)}}]`),
    [{ id: 'kuku', total_supply: 1e49 }],
  ],
  [
    'more than a number holds',
    bytes('[{"id":"a","ath":1e400}]'),
    [{ id: 'a', ath: Number.POSITIVE_INFINITY }],
  ],
  ['a lone surrogate', bytes('[{"id":"\\ud800"}]'), [{ id: '\ud800' }]],
  ['64 levels', bytes('['.repeat(64) + ']'.repeat(64)), JSON.parse('['.repeat(64) + ']'.repeat(64))],
  ['brackets in text', bytes(`["${'[{'.repeat(99)}\\"["]`), [`${'[{'.repeat(99)}"[`]],
]

it.each(BODIES)('keeps the bytes and the values of a body with %s', async (_, body, values) => {
  const { page } = await fetchedFrom(answer(200, body))
  expect(Buffer.from(page.body)).toEqual(body)
  expect(page.parsed).toEqual(values)
})

it('cuts out the text of each record as it was received', async () => {
  const { page } = await fetchedFrom(answer(200, '[ {"id":"a","ath":1.50} , {"id":"b","ath":1e-18}]'))
  const source = coingeckoMarkets()
  const slices = source.slice(staged(page))
  expect(slices).toEqual(['{"id":"a","ath":1.50}', '{"id":"b","ath":1e-18}'])
  expect(slices.map((text) => JSON.parse(text))).toEqual([...source.parse(staged(page))])
})

it('takes compressed answers that nobody asked for, and keeps what was in them', async () => {
  const { page } = await fetchedFrom(answer(200, gzipSync(good), { 'content-encoding': 'gzip' }))
  expect(Buffer.from(page.body).toString()).toBe(good)
})

it('takes an answer after hints and in chunks', async () => {
  const chunked = head(200, { 'transfer-encoding': 'chunked' })
  const { page } = await fetchedFrom((socket) => {
    socket.write(
      `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${chunked}1\r\n[\r\n1\r\n]\r\n0\r\nx-end: 1\r\n\r\n`,
    )
  })
  expect(page.parsed).toEqual([])
})

it('keeps the headers that tell of the answer and no others', async () => {
  const headers = {
    etag: 'W/"a"',
    age: '3',
    'set-cookie': 'id=1',
    'cf-ray': 'x',
    'cache-control': 'max-age=30',
  }
  const { page } = await fetchedFrom(answer(200, good, headers))
  expect(page.headers).toEqual({
    'content-type': 'application/json; charset=utf-8',
    etag: 'W/"a"',
    age: '3',
    'cache-control': 'max-age=30',
  })
  expect(page).toMatchObject({ status: 200, fetchedAt: 1_700_000_000_000 })
})

it('sends the key of the plan in its header, never in the address, and asks for plain bytes', async () => {
  const { requests, page } = await fetchedFrom(answer(200, good), { plan: 'pro', apiKey: 'CG-0123456789' })
  const [line = '', ...lines] = requests[0]?.toLowerCase().split('\r\n') ?? []
  expect(line).toBe('get /api/v3/coins/markets?ids=a+b%2c%5bc%5d http/1.1')
  expect(lines).toContain('x-cg-pro-api-key: cg-0123456789')
  expect(lines).toContain('accept-encoding: identity')
  expect(lines.some((one) => /^user-agent: tamis\/\d/.test(one))).toBe(true)
  expect(JSON.stringify([page.request, page.headers])).not.toContain('0123456789')
})

it('sends no key when there is none, and none to another origin than its own', async () => {
  const { requests } = await fetchedFrom(answer(200, good))
  expect(requests[0]).not.toMatch(/x-cg/i)
  await using other = await startHostile(answer(200, good))
  const source = coingeckoMarkets({
    plan: 'demo',
    apiKey: 'CG-0123456789',
    baseUrl: 'http://127.0.0.1:9/api/v3',
  })
  const url = `${other.url}/coins/markets`
  await source.connect(contextOf()).fetch({ page: 1, kind: 'records', url, params: {} })
  expect(other.requests[0]).toMatch(/^GET/)
  expect(other.requests[0]).not.toContain('0123456789')
})
