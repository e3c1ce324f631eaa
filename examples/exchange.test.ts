import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Exchange, startExchange } from './exchange-server.ts'

// A second source, end to end: nothing that reads, judges, replays or explains knows which source a record is from.
const BIN = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'run.js')
const folder = mkdtempSync(join(tmpdir(), 'tamis-exchange-'))
let exchange: Exchange

beforeAll(async () => {
  exchange = await startExchange()
  // The example's own config; its plugins stay where they are, and what it writes comes here.
  const config = readFileSync(join(import.meta.dirname, 'exchange.config.json'), 'utf8')
  const plugins = JSON.stringify(join(import.meta.dirname, 'plugins')).slice(1, -1)
  writeFileSync(join(folder, 'tamis.config.json'), config.replaceAll('./plugins', plugins))
})
afterAll(async () => {
  await exchange[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function tamis(...args: readonly string[]) {
  const env = { ...process.env, NODE_ENV: 'production', NORTH_STAR_BASE_URL: exchange.url }
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...args, '--json'], {
    cwd: folder,
    env,
  })
  return JSON.parse(stdout)
}

test('a run follows the cursors and keeps out what is no price, has no name, or is worth nothing', async () => {
  const report = await tamis('run', '--batch-id', 'first')
  expect(report).toMatchObject({
    status: 'published',
    pipeline: 'north-star',
    pages: 3,
    api_calls: 3,
    missing: 0,
  })
  expect(report).toMatchObject({ extracted: 250, loaded: 246, quarantined: 3, duplicates: 1 })
  expect(report.findings).toMatchObject({ 'key.missing': 1, schema: 1, 'volume.zero': 1, 'price.zero': 1 })
})

test('a row leads back to its page, and a market kept out says why', async () => {
  const [loaded, out] = [await tamis('why', 'BTC-USD'), await tamis('why', 'C7-USD')]
  expect(loaded).toMatchObject({
    outcome: 'loaded',
    page: 1,
    position: 0,
    record: { last: '116000.00000000' },
  })
  expect(loaded.request.params).toEqual({ quote: 'usd', limit: '100' })
  const verdicts = out.verdicts.map(
    ({ rule, verdict }: { rule: string; verdict: string }) => `${rule} ${verdict}`,
  )
  expect(out.outcome).toBe('quarantined')
  expect(verdicts).toEqual(expect.arrayContaining(['price.zero quarantine', 'price-jump pass']))
  expect(await tamis('price', 'eth')).toMatchObject({ coin_id: 'ETH-USD', price: 3800, vs_currency: 'usd' })
})

test('the quarantine lists them, and so does the issue file', async () => {
  const rows: readonly { coin_id: string; rules: readonly string[] }[] = await tamis('quarantine', 'list')
  expect(rows.map(({ coin_id, rules }) => [coin_id, ...rules])).toEqual([
    ['C7-USD', 'price.zero'],
    ['C13-USD', 'schema'],
    [null, 'key.missing'],
  ])
  const [file = ''] = readdirSync(join(folder, 'data/issue'))
  expect(file).toBe('north_star_tickers-first.jsonl')
  expect(
    readFileSync(join(folder, 'data/issue', file), 'utf8')
      .trim()
      .split('\n'),
  ).toHaveLength(3)
})

test('a change of rules is seen by replay before it is made', async () => {
  const config = join(folder, 'tamis.config.json')
  writeFileSync(config, readFileSync(config, 'utf8').replace('"warn"', '"quarantine"'))
  const { batches } = await tamis('replay', '--all', '--diff')
  expect(batches).toMatchObject([
    { batch_id: 'first', removed: 1, quarantined: 1, difference: { removed: ['C9-USD'] } },
  ])
  expect(await tamis('replay', '--all')).toMatchObject({ batches: [{ revision: 2 }] })
  expect(await tamis('sql', 'select count(*) as markets from north_star_tickers_latest')).toEqual([
    { markets: 245 },
  ])
})
