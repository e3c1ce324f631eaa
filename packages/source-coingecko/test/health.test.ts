import { parseFault, startStandIn } from '@tamis/testkit/server'
import { expect, it } from 'vitest'
import type { CoingeckoOptions } from '../src/index.ts'
import coingeckoMarkets from '../src/index.ts'
import { contextOf } from './support.ts'

const KEY = 'CG-HEALTH-0123456'

function healthOf(options: CoingeckoOptions) {
  const { health } = coingeckoMarkets({ requestsPerMinute: 0, ...options })
  if (health === undefined) throw new Error('no health check')
  return health
}

it('asks once, for one coin, and tells the clock of the API', async () => {
  const now = Date.parse('2026-11-22T05:00:00.400Z')
  await using api = await startStandIn({ size: 10, now: () => now, keys: [KEY] })
  const health = healthOf({ baseUrl: api.url, plan: 'demo', apiKey: KEY })
  expect(health).toMatchObject({ host: new URL(api.url).host, plan: 'demo', hasKey: true })
  const { clock, quota, error } = await health.ask(contextOf())
  expect([clock?.theirs, quota, error]).toEqual([Date.parse('2026-11-22T05:00:00Z'), null, null])
  expect(api.requests).toHaveLength(1)
  expect(JSON.stringify(health)).not.toContain(KEY)
})

it('learns from a Pro key what is left of the month', async () => {
  await using api = await startStandIn({ size: 10, keys: [KEY] })
  const { quota, error } = await healthOf({ baseUrl: api.url, plan: 'pro', apiKey: KEY }).ask(contextOf())
  expect(error).toBeNull()
  expect(quota).toEqual({ plan: 'Analyst', limit: 500_000, left: 498_766, requestsPerMinute: 500 })
})

it('says why a key is refused, by the clock of the API all the same, and does not repeat the key', async () => {
  await using api = await startStandIn({ size: 10, keys: ['CG-ANOTHER-012345'] })
  for (const plan of ['demo', 'pro'] as const) {
    const { clock, error } = await healthOf({ baseUrl: api.url, plan, apiKey: KEY }).ask(contextOf())
    expect(error).toMatchObject({ code: 'source.refused', exitCode: 77 })
    expect(`${error?.message} ${error?.hint}`).not.toContain(KEY)
    expect(clock).not.toBeNull()
  }
})

it('neither waits nor tries again when the API is limited, down, odd or away', async () => {
  await using api = await startStandIn({ size: 10 })
  const codes: unknown[] = []
  for (const fault of ['429:1=60', '503', 'html-200', 'not-an-array', 'reset']) {
    api.inject(parseFault(fault))
    codes.push((await healthOf({ baseUrl: api.url }).ask(contextOf())).error?.code)
  }
  expect(codes).toEqual([
    'source.rate_limited',
    'source.unavailable',
    'source.not_json',
    'source.shape',
    'source.unreachable',
  ])
  expect(api.requests).toHaveLength(5)
})

it('tells no key, whatever repeats it', async () => {
  await using api = await startStandIn({ size: 10 })
  const usage = {
    plan: KEY,
    rate_limit_request_per_minute: 1,
    monthly_call_credit: 1,
    current_remaining_monthly_calls: 1,
  }
  const echoes = [
    parseFault('echo-key'),
    parseFault('echo-key-401'),
    { kind: 'status', status: 200, body: JSON.stringify(usage) },
    { kind: 'status', status: 401, body: JSON.stringify({ error: `you sent ${KEY}` }) },
  ] as const
  for (const fault of echoes) {
    api.inject(fault)
    const { quota, error } = await healthOf({ baseUrl: api.url, plan: 'pro', apiKey: KEY }).ask(contextOf())
    expect([quota, error?.recovery]).toEqual([null, expect.any(String)])
    expect(`${error?.message} ${error?.hint} ${JSON.stringify(error?.details)}`).not.toContain(KEY)
  }
})
