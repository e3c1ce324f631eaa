import { inspect } from 'node:util'
import { isTamisError } from '@tamis/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import coingeckoMarkets, { type CoingeckoOptions, Secret } from '../src/index.ts'
import { resolveOptions } from '../src/options.ts'

const KEY = 'CG-SECRETSECRET'

function problemsOf(options: unknown): readonly string[] {
  try {
    coingeckoMarkets(options as CoingeckoOptions)
  } catch (error) {
    if (!isTamisError(error)) throw error
    expect(error).toMatchObject({ code: 'config.invalid', exitCode: 78 })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('SECRET')
    return error.message.split('\n')
  }
  return []
}

it('asks for the 250 largest coins in dollars, keyless and paced, when nothing is said', () => {
  expect(resolveOptions({})).toMatchObject({
    universe: { top: 250 },
    vsCurrency: 'usd',
    parameters: {},
    plan: 'keyless',
    baseUrl: 'https://api.coingecko.com/api/v3',
    requestsPerMinute: 3,
    concurrency: 1,
    timeoutMs: 30_000,
    maxBytes: 33_554_432,
  })
})

it('takes host and pace from the plan', () => {
  const demo = resolveOptions({ plan: 'demo', apiKey: KEY })
  expect(demo).toMatchObject({ baseUrl: 'https://api.coingecko.com/api/v3', requestsPerMinute: 25 })
  const pro = resolveOptions({ plan: 'pro', apiKey: new Secret(KEY) })
  expect(pro).toMatchObject({ baseUrl: 'https://pro-api.coingecko.com/api/v3', requestsPerMinute: 250 })
})

it('takes a pace of 0 for unpaced, and asks side by side then', () => {
  const unpaced = resolveOptions({ requestsPerMinute: 0 })
  expect(unpaced).toMatchObject({ requestsPerMinute: Number.POSITIVE_INFINITY, concurrency: 4 })
  expect(resolveOptions({ requestsPerMinute: 0, concurrency: 2 }).concurrency).toBe(2)
})

it('names every problem at once, each with its path and none with its value', () => {
  const options = {
    universe: { top: 0 },
    vsCurrency: 'US Dollar',
    precision: 19,
    category: 'a b',
    priceChangePercentage: ['1h', '2h'],
    sparkline: 'yes',
    includeRehypothecated: 1,
    plan: 'gold',
    apiKey: `SECRET\nSECRET`,
    baseUrl: 7,
    requestsPerMinute: -1,
    concurrency: 0,
    timeoutMs: 1.5,
    maxBytes: '1',
    fetch: 'fetch',
    aipKey: 'SECRET',
  }
  const paths = problemsOf(options).map((problem) => problem.split(':')[0])
  const expected = Object.keys(options).map((name) => (name === 'priceChangePercentage' ? `${name}.1` : name))
  expect(paths.toSorted()).toEqual(expected.toSorted())
})

it('names what contradicts each other beside what is wrong by itself', () => {
  const options = { universe: 'all', category: 'layer-1', plan: 'demo', baseUrl: 'nowhere', concurrency: 0 }
  const paths = problemsOf(options).map((problem) => problem.split(':')[0])
  expect(paths).toEqual(['concurrency', 'category', 'apiKey', 'baseUrl'])
})

it.each([
  ['SECRET', 'too short'],
  [`CG-${'S'.repeat(126)}SECRET`, 'too long'],
  ['CG-SECRET SECRET', 'a blank'],
  ['CG-SECRET\u0000', 'a NUL'],
  ['CG-SECRETé', 'another alphabet'],
  [' CG-SECRETSECRET', 'a blank in front'],
])('refuses a key before it is sent: %j, %s', (apiKey) => {
  expect(problemsOf({ plan: 'demo', apiKey })).toEqual(['apiKey: must be 8 to 128 visible ASCII characters'])
})

it('wants a plan with a key and a key with a plan', () => {
  expect(problemsOf({ apiKey: KEY })[0]).toMatch(/^plan:/)
  expect(problemsOf({ plan: 'keyless', apiKey: KEY })[0]).toMatch(/^plan:/)
  expect(problemsOf({ plan: 'pro' })[0]).toMatch(/^apiKey:/)
})

const withKey = (baseUrl: string) => problemsOf({ plan: 'demo', apiKey: KEY, baseUrl })

it.each([
  'http://127.0.0.1:8080/api/v3',
  'http://localhost/api',
  'http://[::1]:1/',
  'http://127.1/',
  'https://proxy.example/cg',
])('sends a key to %s', (baseUrl) => {
  expect(withKey(baseUrl)).toEqual([])
})

it.each([
  'http://example.com/api/v3',
  'http://localhost.example.com/',
  'http://127.0.0.1.example.com/',
  'http://10.0.0.1/',
  'http://[::2]/',
])('sends no key over plain http to %s, where it may go without one', (baseUrl) => {
  expect(withKey(baseUrl)[0]).toMatch(/^baseUrl: must be https/)
  expect(problemsOf({ baseUrl })).toEqual([])
})

it.each([
  'api.coingecko.com',
  'ftp://example.com/',
  'data:,x',
  'https://user:SECRET@example.com/',
  'https://example.com/?x_cg_demo_api_key=SECRET',
  'https://example.com/#SECRET',
  '',
])('takes %j for no base URL', (baseUrl) => {
  expect(problemsOf({ baseUrl })[0]).toMatch(/^baseUrl: /)
})

it('walks a category by rank only', () => {
  expect(problemsOf({ category: 'layer-1', universe: 'all' })[0]).toMatch(/^category:/)
  expect(problemsOf({ category: 'layer-1', universe: 'ids:a' })[0]).toMatch(/^category:/)
  expect(problemsOf({ category: 'layer-1', universe: { top: 10 } })).toEqual([])
})

it('writes equal plans the same, however they were given', () => {
  const text = coingeckoMarkets({
    universe: 'ids: b,a,b',
    priceChangePercentage: ['7d', '1h'],
    vsCurrency: 'EUR',
  })
  const list = coingeckoMarkets({
    universe: { ids: ['b', 'a'] },
    priceChangePercentage: ['1h', '7d', '7d'],
    vsCurrency: 'eur',
    sparkline: false,
  })
  expect(text.plan).toEqual(list.plan)
  expect(text.plan).toEqual({
    universe: 'ids:b,a',
    currency: 'eur',
    parameters: { price_change_percentage: '1h,7d' },
  })
})

it('puts every parameter that changes an answer into the plan, and the key never', () => {
  const { plan } = coingeckoMarkets({
    universe: { top: 10 },
    precision: 4,
    category: 'layer-1',
    sparkline: true,
    includeRehypothecated: true,
    plan: 'pro',
    apiKey: KEY,
  })
  expect(plan.parameters).toEqual({
    category: 'layer-1',
    precision: '4',
    sparkline: 'true',
    include_rehypothecated: 'true',
  })
})

it('a secret shows itself to nobody who does not ask for it', () => {
  const secret = new Secret(KEY)
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true }),
  ]
  expect(shown.join()).not.toContain('SECRET')
  expect(inspect(structuredClone({ ...secret }))).not.toContain('SECRET')
  expect(secret.reveal()).toBe(KEY)
})

it('any value at all gives options or a config error', () => {
  const options = fc.oneof(
    fc.anything(),
    fc.dictionary(fc.constantFrom('universe', 'apiKey', 'baseUrl', 'precision'), fc.anything()),
  )
  fc.assert(
    fc.property(options, (value) => {
      problemsOf(value)
    }),
    { numRuns: 1000 },
  )
})
