import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseFault, startStandIn } from '@tamis/testkit/server'
import { describe, expect, test } from 'vitest'
import { emptyFolder, json, nobody, tamis, towards } from './cli.ts'

// A Retry-After beyond the deadline and statuses that are not retried: what matters here is the code, not the wait.
describe.concurrent('what the API answers decides the exit code', () => {
  test.each([
    ['429:always=100000', 75, 'source.rate_limited'],
    ['503:always=100000', 75, 'source.unavailable'],
    ['401:always', 77, 'source.refused'],
    ['403:always', 77, 'source.refused'],
    ['404:always', 78, 'source.request'],
    ['redirect:always=http://127.0.0.1:9/', 78, 'source.redirect'],
  ])('%s gives %d', async (fault, exitCode, code) => {
    await using api = await startStandIn({ size: 300, seed: 1, faults: [parseFault(fault)] })
    const ended = await tamis(['run', '--json'], { cwd: emptyFolder(), env: towards(api.url) })
    expect(json(ended)).toMatchObject({ status: 'failed', error: { code }, exit_code: exitCode })
    expect(ended.code).toBe(exitCode)
  })

  test('an API that cannot be reached gives 75 and names the demo', async () => {
    const ended = await tamis(['run'], { cwd: emptyFolder(), env: towards(await nobody()) })
    expect(ended.code).toBe(75)
    expect(ended.stderr).toContain('tamis demo')
    expect(json(ended)).toMatchObject({ error: { code: 'source.unreachable', recovery: 'retry' } })
  })

  test('a failure that passes is retried, and the batch is published', async () => {
    await using api = await startStandIn({ size: 300, seed: 1, faults: [parseFault('429:1=0')] })
    const ended = await tamis(['run'], { cwd: emptyFolder(), env: towards(api.url) })
    expect(json(ended)).toMatchObject({ status: 'published', retries: 1, api_calls: 2 })
  })

  test('a batch that a gate rejects gives 65, and again without a request', async () => {
    const cwd = emptyFolder()
    await using api = await startStandIn({ coins: [{ ...COIN, id: 'only-one' }] })
    const run = () =>
      tamis(['run', '--batch-id', 'x', '--universe', 'top:100'], { cwd, env: towards(api.url) })
    const first = await run()
    expect([first.code, json(first)]).toMatchObject([
      65,
      { status: 'rejected', error: { code: 'batch.rejected' } },
    ])
    const requests = api.requests.length
    const second = await run()
    expect([second.code, json(second).status, api.requests.length]).toEqual([65, 'rejected', requests])
    const accepted = await tamis(['accept', 'x', '--note', 'seen by hand'], { cwd, env: towards(api.url) })
    expect([accepted.code, json(accepted).status]).toEqual([0, 'published'])
  })

  test('a file that is no database gives 74', async () => {
    const cwd = emptyFolder()
    writeFileSync(
      join(cwd, 'not.db'),
      'this is not a database, but long enough to be taken for one by its size alone\n'.repeat(100),
    )
    await using api = await startStandIn({ size: 300, seed: 1 })
    const ended = await tamis(['run', '--database', 'not.db'], { cwd, env: towards(api.url) })
    expect([ended.code, json(ended)]).toMatchObject([74, { error: { code: 'store.corrupt' } }])
    expect(api.requests).toHaveLength(0)
  })

  test.each([
    [{ COINGECKO_DEMO_API_KEY: 'CG-aaaaaaaaaaaa', COINGECKO_PRO_API_KEY: 'CG-bbbbbbbbbbbb' }, 'both set'],
    [{ COINGECKO_PRO_API_KEY: 'CG-aaaaaaaaaaaa', COINGECKO_BASE_URL: 'http://example.com/api' }, 'https'],
    [{ COINGECKO_DEMO_API_KEY_FILE: '/no/such/file' }, 'COINGECKO_DEMO_API_KEY_FILE'],
    [{ COINGECKO_REQUESTS_PER_MINUTE: 'many' }, 'COINGECKO_REQUESTS_PER_MINUTE'],
  ])('%j gives 78', async (env, why) => {
    const ended = await tamis(['run'], { cwd: emptyFolder(), env })
    expect([ended.code, json(ended)]).toMatchObject([78, { error: { code: 'config.invalid' } }])
    expect(ended.stderr).toContain(why)
  })
})

const COIN = {
  id: 'bitcoin',
  symbol: 'btc',
  name: 'Bitcoin',
  market_cap: 1e12,
  market_cap_rank: 1,
  total_volume: 1e10,
  text: '{"id":"only-one","symbol":"one","name":"Only One","current_price":2,"market_cap":10,"total_volume":5}',
}
