import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sliceRecords } from '../src/server/read-coins.ts'
import { readCoins, startStandIn } from '../src/server.ts'
import { recordedData } from './recorded.ts'

const ODD = `[
  {"id": "a", "symbol": "}", "name": "q\\"]{", "market_cap": 19894600.0, "total_volume": 0.0},
{"id":"b","symbol":"b","name":"\\\\","market_cap":4206899000000000000000000000000000000000000000000,"roi":{"times":[1e-18]}}
]`
let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stand-in-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function fileWith(content: string | Uint8Array): Promise<string> {
  const file = join(dir, 'coins')
  await writeFile(file, content)
  return file
}

test('records keep their exact text, brackets and quotes in strings included', async () => {
  const coins = await readCoins(await fileWith(ODD))
  expect(coins.map((coin) => coin.id)).toEqual(['a', 'b'])
  for (const { text } of coins) expect(ODD).toContain(text)
  expect(coins[0]?.text).toContain('19894600.0')
  expect(coins[1]?.text).toMatch(/"market_cap":42068990{42},.*\[1e-18\]\}\}$/)
})

test('the slices of any array of objects are its elements', () => {
  const element = fc.dictionary(fc.string(), fc.jsonValue())
  fc.assert(
    fc.property(fc.array(element), fc.constantFrom(undefined, 2, '\t'), (elements, indent) => {
      const slices = sliceRecords(JSON.stringify(elements, null, indent))
      expect(slices.map((slice) => JSON.parse(slice))).toEqual(JSON.parse(JSON.stringify(elements)))
    }),
  )
})

test('a gzipped file reads as its content', async () => {
  expect(await readCoins(await fileWith(gzipSync(ODD)))).toEqual(await readCoins(await fileWith(ODD)))
})

test.each([
  ['an object', '{"id":"a"}', /one JSON array/],
  ['an array cut short', '[{"id":"a"},{"id":', /end in the middle/],
  ['an array of numbers', '[1, 2]', /must be objects/],
  ['an array of texts', '["{}"]', /must be objects/],
  ['a record without an id', '[{"id":"a"},{"name":"b"}]', /record 1 .* has no id/],
  ['text that is no JSON inside', '[{"id":}]', /JSON/],
])('%s is refused', async (_, content, message) => {
  await expect(readCoins(await fileWith(content))).rejects.toThrow(message)
})

describe.skipIf(recordedData === undefined)('the recorded whole market', () => {
  const file = join(recordedData ?? '', 'markets-projection/whole-market.json.gz')

  test('served page by page, is the file cut into pages', async () => {
    const coins = await readCoins(file)
    await using server = await startStandIn({ coins })
    const pages: string[] = []
    for (let page = 1; page <= 87; page++) {
      const answer = await fetch(`${server.url}/coins/markets?vs_currency=usd&per_page=250&page=${page}`)
      pages.push(await answer.text())
    }
    const recorded = gunzipSync(await readFile(file))
      .toString()
      .trim()
    expect(pages.pop()).toBe('[]')
    expect(`[${pages.map((page) => page.slice(1, -1)).join(',')}]`).toBe(recorded)
  })
})
