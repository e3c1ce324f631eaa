import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunEvent } from '@tamis/core'
import { acceptJson, answerError, httpSession } from '@tamis/core/http'
import { testContext } from '@tamis/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

const LIMITED = '{"error":"rate_limited","retry_in":0.02}'

/** The first answer of every two is "rate limited" with status 200, the second holds a list and its total in a header. */
let asked = 0
const server = createServer(({ url }, response) => {
  const headers = { 'content-type': 'application/json', 'X-Total-Count': '137', 'x-other': 'o' }
  const wait = url === '/told' ? { 'retry-after': '1' } : {}
  response.writeHead(200, { ...headers, ...wait }).end(asked++ % 2 === 0 ? LIMITED : '[]')
})
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)))
afterAll(() => server.close())

const acceptList = acceptJson('a list', Array.isArray)

/** Asks for a path with a source that takes the wait out of the body. */
async function ask(path: string) {
  const told: RunEvent[] = []
  const session = httpSession({
    context: testContext({ random: () => 0, emit: (event) => void told.push(event) }),
    requestsPerMinute: 0,
    plannedRequests: 1,
    keepHeaders: ['X-Total-Count'],
    accept: (answer, request, trace) => {
      if ('failure' in answer || !Buffer.from(answer.body).equals(Buffer.from(LIMITED)))
        return acceptList(answer, request, trace)
      return answerError('source.rate_limited', answer, request, trace, { details: { retryAfterMs: 20 } })
    },
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  return { page: await session.fetch({ page: 1, kind: 'records', url, params: {} }), told }
}

test('a wait that only the body names is kept, and a header that is asked for is too', async () => {
  const { page, told } = await ask('/list')
  expect(page.headers).toMatchObject({ 'content-type': 'application/json', 'x-total-count': '137' })
  expect(page.headers).not.toHaveProperty('x-other')
  expect(told).toMatchObject([{ kind: 'retry', waitMs: 20 }])
})

test('a wait that Retry-After names stands, whatever the body says', async () => {
  const { told } = await ask('/told')
  expect(told).toMatchObject([{ kind: 'retry', waitMs: 1000 }])
})
