import { type Coin, coinSource } from '@tamis/testkit/simulation'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Batch, explainRecord, type Rule, type StagedPage } from '../src/index.ts'
import { stagedPage as page } from './support/staged-page.ts'

const source = coinSource({
  transport: () => Promise.reject(new Error('no network here')),
  pages: 2,
  perPage: 3,
})
const batch: Batch = {
  batchId: 'b',
  attempt: 1,
  pipeline: 'p',
  dataset: 'coins',
  plan: source.plan,
  adHoc: false,
  state: 'published',
  openedAt: 0,
  firstPageAt: 0,
  extractedAt: 0,
  pages: 2,
  parkedAt: null,
  revision: 1,
}
const zero: Rule<Coin> = {
  kind: 'rule',
  id: 'volume.zero',
  version: 2,
  summary: 'No volume.',
  severity: 'quarantine',
  check: ({ total_volume: volume }) => (volume === 0 ? { code: 'zero', message: 'no volume' } : 'pass'),
}

const explain = (pages: readonly StagedPage[], key: string) =>
  explainRecord(source, [zero], { batch, pages, key })

test('a record leads to its page, its position, its exact text and a verdict of every rule', async () => {
  const pages = [page(1, '[{"id":"a"}]'), page(2, '[{"id":"b", "total_volume":0.00}, {"id":"c"}]')]
  expect(await explain(pages, 'b')).toMatchObject({
    page: { request: { page: 2 } },
    position: 0,
    text: '{"id":"b", "total_volume":0.00}',
    verdicts: [{ rule: 'volume.zero', version: 2, severity: 'quarantine', findings: [{ code: 'zero' }] }],
  })
  expect(await explain(pages, 'a')).toMatchObject({ verdicts: [{ rule: 'volume.zero', findings: [] }] })
})

test('of a key that comes twice, the first is explained', async () => {
  const found = await explain(
    [page(1, '[{"id":"a","name":"first"}]'), page(2, '[{"id":"a","name":"second"}]')],
    'a',
  )
  expect(found?.text).toBe('{"id":"a","name":"first"}')
})

test('what does not fit the schema is explained by the schema, and what is not there not at all', async () => {
  const pages = [page(1, '[{"id":"a","current_price":"dear"}]')]
  expect(await explain(pages, 'a')).toMatchObject({
    verdicts: [{ rule: 'schema', findings: [{ path: 'current_price' }] }],
  })
  expect(await explain(pages, 'b')).toBeUndefined()
})

test('the text of every record is the very span of bytes that parses to it', async () => {
  const coin = fc.record({
    id: fc.string({ minLength: 1 }),
    name: fc.string(),
    total_volume: fc.double({ noNaN: true, noDefaultInfinity: true }),
  })
  const coins = fc.uniqueArray(coin, { selector: ({ id }) => id, minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(coins, fc.constantFrom(0, 1, 3), fc.nat(), async (market, indent, pick) => {
      const text = JSON.stringify(market, null, indent)
      const wanted = market[pick % market.length]
      const found = await explain([page(1, text)], wanted?.id ?? '')
      expect(text).toContain(found?.text ?? 'nothing')
      expect(JSON.parse(found?.text ?? '')).toEqual(JSON.parse(JSON.stringify(wanted)))
    }),
  )
})
