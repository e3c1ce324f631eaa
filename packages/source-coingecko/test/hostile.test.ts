import { inspect } from 'node:util'
import { isTamisError, type TamisError } from '@tamis/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import coingeckoMarkets from '../src/index.ts'
import { BODY_CASES } from './hostile-bodies.ts'
import { CANARY, type HostileCase } from './hostile-case.ts'
import { CONNECTION_CASES } from './hostile-connections.ts'
import { type HostileServer, startHostile } from './hostile-server.ts'
import { redirectCases, STATUS_CASES } from './hostile-statuses.ts'
import { briskClock, contextOf } from './support.ts'

/** What a fetch ends in, and after how many attempts. */
async function failureOf(
  baseUrl: string,
  timeoutMs = 20_000,
): Promise<{ readonly error: TamisError; readonly attempts: number }> {
  const source = coingeckoMarkets({
    universe: { ids: ['bitcoin'] },
    plan: 'demo',
    apiKey: CANARY,
    baseUrl,
    requestsPerMinute: 0,
    timeoutMs,
    maxBytes: 4_800_000,
  })
  const session = source.connect(contextOf({ clock: briskClock(timeoutMs) }))
  const request = await first(source.requests({ get: () => Promise.reject(), peek: () => undefined }))
  const thrown = await session.fetch(request).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!isTamisError(thrown)) throw new Error(`not refused as it should: ${inspect(thrown)}`)
  expect(session.retries).toBe(session.calls - 1)
  return { error: thrown, attempts: session.calls }
}

async function first<T>(items: AsyncIterable<T>): Promise<T> {
  for await (const item of items) return item
  throw new Error('nothing')
}

/** Everything an error can be turned into. */
function everythingOf(error: TamisError): string {
  const shown = inspect(error, { depth: 20, showHidden: true, getters: true })
  const plain = JSON.stringify([error, error.details, Object.getOwnPropertyDescriptors(error)])
  return [error.message, error.stack, error.hint, shown, plain, inspect(error.cause)].join('\n')
}

const FORMS = [
  CANARY,
  encodeURIComponent(CANARY),
  JSON.stringify(CANARY).slice(1, -1),
  Buffer.from(CANARY).toString('base64').slice(0, -2),
  Buffer.from(CANARY).toString('hex'),
]

async function expectCase({ play, code, exit, requests, timeoutMs }: HostileCase): Promise<void> {
  await using server = await startHostile(play)
  const { error, attempts } = await failureOf(server.url, timeoutMs)
  // On a busy machine a short time limit may end an attempt before its request arrives.
  const seen = timeoutMs < 1000 ? attempts : server.requests.length
  expect({ code: error.code, exit: error.exitCode, requests: seen }).toEqual({ code, exit, requests })
  expect(server.requests.length).toBeLessThanOrEqual(requests)
  expect(error.message).not.toMatch(/\p{Cc}/u)
  const everything = everythingOf(error)
  expect(FORMS.filter((form) => everything.includes(form))).toEqual([])
}

describe('an answer that is no data is told for what it is, with one request an attempt', () => {
  it.concurrent.each(STATUS_CASES)('status: $name', expectCase)
  it.concurrent.each(BODY_CASES)('body: $name', expectCase)
  it.concurrent.each(CONNECTION_CASES)('connection: $name', expectCase)

  it('in more than 60 cases', () => {
    const names = [...STATUS_CASES, ...BODY_CASES, ...CONNECTION_CASES].map(({ name }) => name)
    expect(names.length).toBeGreaterThan(120)
  })
})

describe('a redirect is never followed', () => {
  let elsewhere: HostileServer
  beforeAll(async () => {
    elsewhere = await startHostile((socket) => void socket.end())
  })
  afterAll(() => elsewhere[Symbol.asyncDispose]())
  const names = redirectCases('http://elsewhere').map(({ name }) => name)

  it.each(names)('%s', async (name) => {
    const found = redirectCases(elsewhere.url).find((one) => one.name === name)
    if (found === undefined) throw new Error(name)
    await expectCase(found)
    expect(elsewhere.requests).toEqual([])
  })
})

it('a port that nobody listens on is no connection', async () => {
  const server = await startHostile(() => undefined)
  await server[Symbol.asyncDispose]()
  const { error } = await failureOf(server.url)
  expect(error).toMatchObject({ code: 'source.unreachable', exitCode: 75 })
  expect(error.message).toContain('ECONNREFUSED')
})

it('a port that no browser may ask is a mistake in the base URL', async () => {
  expect(await failureOf('http://127.0.0.1:22/api/v3')).toMatchObject({
    error: { code: 'source.request', exitCode: 78 },
  })
})
