import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { isTamisError } from '@tamis/core'
import { describe, expect, it } from 'vitest'
import coingeckoMarkets, { cryptoMarkets, type MarketRecord } from '../src/index.ts'
import { usualRecord } from '../src/record/usual-record.ts'
import { answer, startHostile } from './hostile-server.ts'
import { contextOf, staged } from './support.ts'

const DIR = process.env.TAMIS_RECORDED_DATA ?? join(import.meta.dirname, '../../../../shared/data/coingecko')
const isRequired = process.env.TAMIS_REQUIRE?.split(',').includes('recorded-data') === true

type Coin = Readonly<Record<string, unknown>> & { readonly roi: Readonly<Record<string, unknown>> | null }

const read = (...names: readonly string[]): Buffer => readFileSync(join(DIR, ...names))
const source = coingeckoMarkets()
const request = { page: 1, kind: 'records', url: 'https://x/', params: {} } as const
const pageOf = (body: Uint8Array) => staged({ request, status: 200, headers: {}, body, fetchedAt: 0 })

function recordOf(candidate: unknown): MarketRecord {
  const result = cryptoMarkets.schema['~standard'].validate(candidate)
  if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result))
  return result.value
}

/** The record as plain reading of the API's documentation has it, written down a second time. */
function expectedOf({ id, roi, ...coin }: Coin): Record<string, unknown> {
  return {
    ...coin,
    coin_id: id,
    roi_times: roi?.times ?? null,
    roi_currency: roi?.currency ?? null,
    roi_percentage: roi?.percentage ?? null,
  }
}

describe.skipIf(!existsSync(DIR) && !isRequired)('recorded answers', () => {
  it('every coin of the whole market is a record that says what was received', () => {
    const coins = JSON.parse(
      gunzipSync(read('markets-projection', 'whole-market.json.gz')).toString(),
    ) as Coin[]
    const records = coins.map(recordOf)
    expect(records).toHaveLength(21_498)
    const wrong = records.filter((record, at) => {
      const expected = expectedOf(coins[at] as Coin)
      return Object.entries(expected).some(([name, value]) => record[name as keyof MarketRecord] !== value)
    })
    expect(wrong).toEqual([])
    const count = (holds: (record: MarketRecord) => boolean): number => records.filter(holds).length
    expect({
      withoutPrice: count((record) => record.current_price === null),
      priceZero: count((record) => record.current_price === 0),
      withoutVolume: count((record) => record.total_volume === null),
      volumeZero: count((record) => record.total_volume === 0),
      withoutRank: count((record) => record.market_cap_rank === null),
      neverUpdated: count((record) => record.last_updated === null),
      withRoi: count((record) => record.roi_currency !== null),
      dead: count((record) => !((record.current_price ?? 0) > 0 && (record.total_volume ?? 0) > 0)),
    }).toEqual({
      withoutPrice: 1902,
      priceZero: 11,
      withoutVolume: 1843,
      volumeZero: 421,
      withoutRank: 9192,
      neverUpdated: 1841,
      withRoi: 272,
      dead: 2278,
    })
    const longWay = coins.filter((coin) => usualRecord(coin) === undefined)
    expect(longWay.length).toBeLessThan(50)
  })

  it('38 months of raw pages give 100 records each, and each text is the value that was parsed', () => {
    const files = readdirSync(join(DIR, 'markets-madjin')).filter((name) => name.endsWith('.json'))
    expect(files).toHaveLength(38)
    let records = 0
    for (const file of files) {
      const page = pageOf(read('markets-madjin', file))
      const values = [...source.parse(page)]
      expect(source.slice(page).map((text) => JSON.parse(text))).toEqual(values)
      records += values.map(recordOf).length
    }
    expect(records).toBe(3800)
  })

  it('recorded answers with other numbers of digits and in another currency are records too', () => {
    const bodies = readdirSync(join(DIR, 'vcr', 'bodies')).filter((name) => /^market_data.*200/.test(name))
    const pages = ['page-01.json', 'page-50.json', 'page-80.json'].map((name) => ['markets-projection', name])
    const values = [...bodies.map((name) => ['vcr', 'bodies', name]), ...pages].flatMap((path) => [
      ...source.parse(pageOf(read(...path))),
    ])
    expect(values.length).toBeGreaterThan(750)
    expect(values.map(recordOf)).toHaveLength(values.length)
  })
})

interface Observed {
  readonly http: number | string
  readonly content_type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly body_text?: string
}

const MEANING: Readonly<Record<string, string>> = {
  '429 1': 'source.rate_limited',
  '401 1': 'source.refused',
  '400 1': 'source.refused',
  '403 1': 'source.unavailable',
  '403 0': 'source.refused',
  '404 1': 'source.request',
  '422 1': 'source.request',
}

describe.skipIf(!existsSync(DIR) && !isRequired)('observed errors', () => {
  it('each mean what the facts say of them', async () => {
    const observed = JSON.parse(read('errors', 'observed-error-bodies.json').toString()) as Observed[]
    expect(observed).toHaveLength(13)
    for (const error of observed) {
      const status = typeof error.http === 'number' ? error.http : 422
      const isMarkup = error.content_type?.includes('html') === true
      const type = error.body !== undefined ? 'application/json' : isMarkup ? 'text/html' : 'text/plain'
      const body = error.body_text ?? JSON.stringify(error.body)
      await using server = await startHostile(
        answer(status, body, { 'content-type': type, ...error.headers }),
      )
      const session = coingeckoMarkets({ baseUrl: server.url }).connect(contextOf({ deadline: 0 }))
      const thrown = await session
        .fetch({ ...request, url: `${server.url}/coins/markets` })
        .catch((reason: unknown) => reason)
      const said = error.body !== undefined || status === 429 ? 1 : 0
      expect(isTamisError(thrown) && thrown.code, body).toBe(MEANING[`${status} ${said}`])
    }
  })
})
