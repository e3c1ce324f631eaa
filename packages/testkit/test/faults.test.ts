import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { FAULT_KINDS, type FaultKind, parseFault, type StandIn, startStandIn } from '../src/server.ts'

const now = Date.parse('2026-11-22T05:00:00Z')
const PAGE = '/coins/markets?vs_currency=usd&per_page=50'
const KEY = 'CG-canary'
let server: StandIn
let good: string
beforeAll(async () => {
  server = await startStandIn({ size: 50, now: () => now })
  good = await (await fetch(server.url + PAGE)).text()
})
afterAll(() => server.close())
afterEach(() => server.clearFaults())

const CF = /^<!DOCTYPE html>.*Cloudflare/s
/** What a client sees of the faults that are whole answers: status, content type and body. */
const ANSWERS: Partial<Record<FaultKind, readonly [number, string | null, RegExp]>> = {
  429: [429, 'application/json; charset=utf-8', /"error_code":429/],
  '429-date': [429, 'application/json; charset=utf-8', /"error_code":429/],
  '429-throttled': [429, 'text/plain; charset=UTF-8', /^Throttled$/],
  '429-1015': [429, 'text/plain; charset=UTF-8', /^error code: 1015$/],
  '429-html': [429, 'text/html; charset=UTF-8', CF],
  400: [
    400,
    'application/json; charset=utf-8',
    /^\{"timestamp":"[^"]+\+00:00","error_code":10011,"status":\{"error_message"/,
  ],
  401: [401, 'application/json; charset=utf-8', /^\{"status":\{"timestamp":"[^"]+","error_code":10002,/],
  '401-10005': [
    401,
    'application/json; charset=utf-8',
    /^\{"status":\{"timestamp":"[^"]+","error_code":10005,/,
  ],
  '401-10012': [
    401,
    'application/json; charset=utf-8',
    /^\{"error":\{"status":\{"timestamp":"[^"]+","error_code":10012,/,
  ],
  403: [403, 'text/html; charset=UTF-8', CF],
  '403-1020': [403, 'text/plain; charset=UTF-8', /^error code: 1020$/],
  404: [404, 'application/json; charset=utf-8', /^\{"error":"coin not found"\}$/],
  422: [422, 'application/json; charset=utf-8', /^\{"error":"Missing parameter vs_currency"\}$/],
  'outage-200': [200, 'application/json; charset=utf-8', /^\{"status":\{"error_code":403,/],
  'outage-403': [403, 'application/json; charset=utf-8', /^\{"status":\{"error_code":403,/],
  'html-200': [200, 'text/html; charset=UTF-8', CF],
  204: [204, null, /^$/],
  'echo-key': [200, 'application/json; charset=utf-8', /^\[\{.*CG-canary"\}\]$/],
  'echo-key-401': [401, 'application/json; charset=utf-8', /CG-canary/],
  'wrong-type': [200, 'text/html; charset=utf-8', /^\[\{"id":"bitcoin".*\}\]$/],
  'no-type': [200, null, /^\[\{"id":"bitcoin".*\}\]$/],
  'not-an-array': [200, 'application/json; charset=utf-8', /^\{"coins":\[\{"id":"bitcoin".*\}\]\}$/],
  'empty-array': [200, 'application/json; charset=utf-8', /^\[\]$/],
  'empty-body': [200, 'application/json; charset=utf-8', /^$/],
  deep: [200, 'application/json; charset=utf-8', /^\[{100000}\]{100000}$/],
}

test.each(Object.entries(ANSWERS))('%s is a whole answer', async (kind, [status, type, body]) => {
  server.inject(parseFault(kind))
  const answer = await fetch(server.url + PAGE, { headers: { 'x-cg-demo-api-key': KEY } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type])
  expect(await answer.text()).toMatch(body)
  expect((await fetch(server.url + PAGE)).status).toBe(200)
})

const OTHERS: Partial<Record<FaultKind, () => Promise<void>>> = {
  redirect: async () => {
    server.inject(parseFault('redirect=http://127.0.0.1:9/elsewhere'))
    const answer = await fetch(server.url + PAGE, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/elsewhere'])
  },
  'bad-json': async () => {
    server.inject({ kind: 'bad-json' })
    const text = await (await fetch(server.url + PAGE)).text()
    expect(good.startsWith(text)).toBe(true)
    expect(text.length).toBeLessThan(good.length)
  },
  'bad-utf8': async () => {
    server.inject({ kind: 'bad-utf8' })
    const bytes = await (await fetch(server.url + PAGE)).arrayBuffer()
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow()
    expect(JSON.parse(new TextDecoder().decode(bytes))).toHaveLength(50)
  },
  'gzip-bomb': async () => {
    server.inject({ kind: 'gzip-bomb', value: 8 })
    const answer = await fetch(server.url + PAGE)
    expect(Number(answer.headers.get('content-length'))).toBeLessThan(20_000)
    expect((await answer.arrayBuffer()).byteLength).toBe(8 * 1024 * 1024 + 2)
  },
  'gzip-cut': async () => {
    server.inject({ kind: 'gzip-cut' })
    // Node accepts a gzip stream that lacks its end, so the damage may show in the length alone.
    const text = await (await fetch(server.url + PAGE)).text().catch(() => '')
    expect(text.length).toBeLessThan(good.length)
  },
  reset: async () => {
    server.inject({ kind: 'reset' })
    await expect(fetch(server.url + PAGE)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  },
  'reset-body': async () => {
    server.inject({ kind: 'reset-body' })
    const answer = await fetch(server.url + PAGE)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow('terminated')
  },
  truncated: async () => {
    server.inject({ kind: 'truncated' })
    const answer = await fetch(server.url + PAGE)
    expect(Number(answer.headers.get('content-length'))).toBe(Buffer.byteLength(good))
    await expect(answer.text()).rejects.toThrow('terminated')
  },
  'chunk-cut': async () => {
    server.inject({ kind: 'chunk-cut' })
    const answer = await fetch(server.url + PAGE)
    expect(answer.headers.get('transfer-encoding')).toBe('chunked')
    await expect(answer.text()).rejects.toThrow('terminated')
  },
  'eof-cut': async () => {
    server.inject({ kind: 'eof-cut' })
    const text = await (await fetch(server.url + PAGE)).text()
    expect(good.startsWith(text)).toBe(true)
    expect(text.length).toBeLessThan(good.length)
  },
  'slow-headers': async () => {
    server.inject({ kind: 'slow-headers' })
    await expect(fetch(server.url + PAGE, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout')
    server.inject({ kind: 'slow-headers', value: 10 })
    expect(await (await fetch(server.url + PAGE)).text()).toBe(good)
  },
  stall: async () => {
    server.inject({ kind: 'stall' })
    const answer = await fetch(server.url + PAGE, { signal: AbortSignal.timeout(200) })
    await expect(answer.text()).rejects.toThrow('timeout')
  },
  drip: async () => {
    server.inject({ kind: 'drip' })
    const reader = (await fetch(server.url + PAGE)).body?.getReader()
    const first = await reader?.read()
    expect(first?.value?.length).toBeLessThan(10)
    expect(good.startsWith(new TextDecoder().decode(first?.value))).toBe(true)
    await reader?.cancel()
    server.inject({ kind: 'drip', value: 0 })
    expect(await (await fetch(`${server.url}/coins/markets?vs_currency=usd&per_page=1`)).json()).toHaveLength(
      1,
    )
  },
  endless: async () => {
    server.inject({ kind: 'endless' })
    const reader = (await fetch(server.url + PAGE)).body?.getReader()
    let bytes = 0
    while (bytes < 4_000_000) bytes += (await reader?.read())?.value?.length ?? 0
    await reader?.cancel()
  },
  'header-flood': async () => {
    server.inject({ kind: 'header-flood' })
    await expect(fetch(server.url + PAGE)).rejects.toMatchObject({
      cause: { code: 'UND_ERR_HEADERS_OVERFLOW' },
    })
  },
  garbage: async () => {
    server.inject({ kind: 'garbage' })
    expect(await rawAnswer()).toBe('SSH-2.0-OpenSSH_9.6\r\n')
    server.inject({ kind: 'garbage' })
    await expect(fetch(server.url + PAGE)).rejects.toMatchObject({ cause: { name: 'HTTPParserError' } })
  },
}

test.each(Object.entries(OTHERS))('%s is seen by a client', async (_, see) => {
  await see()
})

test('every kind of fault is tested above', () => {
  expect([...Object.keys(ANSWERS), ...Object.keys(OTHERS)].toSorted()).toEqual(FAULT_KINDS.toSorted())
})

/** What arrives on a plain socket. */
function rawAnswer(): Promise<string> {
  const { hostname, port, pathname } = new URL(server.url)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${pathname}${PAGE} HTTP/1.1\r\nHost: test\r\n\r\n`),
    )
    socket.on('data', (data) => {
      text += String(data)
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}
