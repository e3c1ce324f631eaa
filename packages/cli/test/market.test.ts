import type { JudgedFinding } from '@tamis/core'
import type { Quote, Universe } from '@tamis/sink-sqlite/read'
import { expect, test } from 'vitest'
import { quoteJson } from '../src/market/quote.ts'
import { universeRows } from '../src/market/universe-json.ts'

const found = (rule: string, severity: JudgedFinding['severity']): JudgedFinding => ({
  rule,
  severity,
  ruleVersion: 1,
  code: 'code',
  message: 'message',
})
const FINDINGS = [found('price.zero', 'quarantine'), found('range.day', 'warn')]
const BATCH = { pipeline: 'markets', dataset: 'crypto_markets', batchId: 'b', revision: 1, currency: 'usd' }

test('a price is kept out of the market by the rules that quarantine, not by those that warn', () => {
  const quote = {
    ...BATCH,
    key: 'x',
    record: {},
    ageMs: 1,
    extractedAt: 0,
    inMarket: false,
    keptOutBy: FINDINGS,
  }
  expect(quoteJson(quote as Quote & typeof quote)).toMatchObject({
    kept_out_by: ['price.zero'],
    in_market: false,
  })
})

test('a record that was kept out has the columns of the others, is marked, and cannot say where it is from', () => {
  const candidate = {
    ...{ id: 'x', name: 'X', batch_id: 'forged', status: 'loaded', roi: {}, current_price: 'a lot' },
    ...{ total_volume: 0, ath_date: '2026-01-01T00:00:00Z', sparkline_in_7d: { price: [1] } },
  }
  const fields = [
    { name: 'coin_id', type: 'text' },
    { name: 'name', type: 'text' },
    { name: 'symbol', type: 'text' },
    { name: 'current_price', type: 'real' },
    { name: 'total_volume', type: 'real' },
    { name: 'ath_date', type: 'timestamp' },
    { name: 'sparkline_in_7d', type: 'json' },
  ]
  const universe = {
    ...{ ...BATCH, key: 'coin_id', fields, ageMs: 1, extractedAt: 0, records: [] },
    quarantined: [{ key: 'x', page: 1, position: 7, findings: FINDINGS, candidate }],
  }
  expect(universeRows(universe as unknown as Universe)).toEqual([
    {
      pipeline: 'markets',
      vs_currency: 'usd',
      batch_id: 'b',
      revision: 1,
      extracted_at: '1970-01-01T00:00:00.000Z',
      coin_id: 'x',
      name: 'X',
      symbol: null,
      current_price: null,
      total_volume: 0,
      ath_date: '2026-01-01T00:00:00.000Z',
      sparkline_in_7d: '{"price":[1]}',
      page: 1,
      position: 7,
      status: 'quarantined',
      rules: ['price.zero'],
    },
  ])
})
