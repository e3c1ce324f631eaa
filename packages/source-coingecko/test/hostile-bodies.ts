import { brotliCompressSync, gzipSync } from 'node:zlib'
import { CANARY, final, type HostileCase, passing } from './hostile-case.ts'
import { answer, html, json, type Play, text } from './hostile-server.ts'

const good = JSON.stringify([{ id: 'bitcoin', current_price: 1 }])
const unread = (name: string, play: Play): HostileCase => passing('source.not_json', name, play)
const shape = (name: string, play: Play): HostileCase => final('source.shape', 65, name, play)
const large = (name: string, play: Play): HostileCase => final('source.oversized', 65, name, play)
const leak = (name: string, play: Play): HostileCase => final('source.leak', 65, name, play)
const ok = (body: string | Uint8Array, headers = {}): Play => answer(200, body, headers)
const typed = (type: string | null): Play => ok(good, { 'content-type': type })
const gzip = { 'content-encoding': 'gzip' }

const NOT_JSON = [
  unread('empty', ok('')),
  unread('blank', ok(' \n ')),
  unread('page labelled as one', html(200, '<html><title>Just a moment...</title></html>')),
  unread('page labelled JSON', ok('\n <!DOCTYPE html><title>Login</title>')),
  unread('XML', ok('<?xml version="1.0"?><coins/>', { 'content-type': 'application/xml' })),
  unread('good JSON labelled text', text(200, good)),
  unread('good JSON labelled HTML', typed('text/html')),
  unread('good JSON labelled bytes', typed('application/octet-stream')),
  unread('good JSON labelled JavaScript', typed('application/javascript')),
  unread('good JSON without a label', typed(null)),
  unread('plain text', text(200, 'Throttled')),
  unread('cut JSON', ok(good.slice(0, -3))),
  unread('two values', ok(`${good}${good}`)),
  unread('trailing garbage', ok(`${good}]`)),
  unread('NaN', ok('[{"id":"a","current_price":NaN}]')),
  unread('Infinity', ok('[{"id":"a","current_price":Infinity}]')),
  unread('single quotes', ok("[{'id':'a'}]")),
  unread('comment', ok('[/* coins */]')),
  unread('trailing comma', ok('[{"id":"a"},]')),
  unread('raw control in text', ok('[{"id":"a\nb"}]')),
  unread('JSON lines', ok('{"id":"a"}\n{"id":"b"}\n')),
  unread('bytes that are no UTF-8', ok(Buffer.from('5b7b226964223a22ffc3227d5d', 'hex'))),
  unread('Latin-1', ok(Buffer.from('[{"id":"é"}]', 'latin1'))),
  unread('UTF-16', ok(Buffer.from(`\ufeff${good}`, 'utf16le'))),
  unread('overlong UTF-8', ok(Buffer.from('5b22c0af225d', 'hex'))),
  unread('surrogates as UTF-8', ok(Buffer.from('5b22eda080225d', 'hex'))),
  unread('gzip cut short', ok(gzipSync(good).subarray(0, 25), gzip)),
  unread('gzip within gzip', ok(gzipSync(gzipSync(good)), gzip)),
  unread('an encoding nobody knows', ok(brotliCompressSync(good), { 'content-encoding': 'x-tamis' })),
]

const SHAPES = [
  shape('object', json(200, { coins: [] })),
  shape('empty object', json(200, {})),
  shape('null', json(200, null)),
  shape('number', json(200, 42)),
  shape('text as JSON', json(200, 'ok')),
  shape('false', json(200, false)),
  shape('error without a code', json(200, { error: 'coin not found' })),
  shape('error with an unknown code', json(200, { status: { error_code: 7, error_message: 'Odd' } })),
  shape('status 200 in an object', json(200, { status: 200, data: [] })),
  shape('__proto__ with an array', ok('{"__proto__":[]}')),
]

const SIZES = [
  large('deep arrays', ok('['.repeat(100_000) + ']'.repeat(100_000))),
  large('deep objects', ok(`[${'{"a":'.repeat(65)}1${'}'.repeat(65)}]`)),
  large('deep and never closed', ok('['.repeat(1_000_000))),
  large('millions of values', ok(`[${'{},'.repeat(1_500_000)}{}]`)),
  large('more bytes than allowed', ok(`[${' '.repeat(5_000_000)}]`)),
  large('more bytes than allowed, in chunks', chunks(' '.repeat(100_000), 50)),
  large('gzip bomb', ok(gzipSync(Buffer.alloc(64_000_000, ' ')), gzip)),
  large('brotli bomb', ok(brotliCompressSync(Buffer.alloc(64_000_000, ' ')), { 'content-encoding': 'br' })),
]

const escaped = [...CANARY].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
const record = (name: string): string => JSON.stringify([{ id: 'echo', name }])
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const LEAKS = [
  leak('key in a record', ok(record(`Your key: ${CANARY}`))),
  leak('key as an object key', json(200, [{ [CANARY]: 1 }])),
  leak('key in an object', json(200, { headers: { 'x-cg-demo-api-key': CANARY } })),
  leak('key in a page', html(200, `<title>Hello ${CANARY}</title>`)),
  leak('key as text', text(200, `key ${CANARY}`)),
  leak('key in a query', ok(record(`/?x_cg_demo_api_key=${encodeURIComponent(CANARY)}`))),
  leak(
    'key in a query, lower case',
    ok(record(encodeURIComponent(CANARY).replaceAll(/%../g, (code) => code.toLowerCase()))),
  ),
  leak('key in base64', ok(record(base64(CANARY)))),
  leak('key within base64, one off', ok(record(base64(`u:${CANARY}:p`)))),
  leak('key within base64, two off', ok(record(base64(`:${CANARY}`)))),
  leak('key in URL base64', ok(record(Buffer.from(`~~${CANARY}`).toString('base64url')))),
  leak('key in hex', ok(record(Buffer.from(CANARY).toString('hex')))),
  leak('key in JSON escapes', ok(`[{"id":"echo","name":"${escaped}"}]`)),
  leak('key in a header', ok(good, { etag: `W/${CANARY}` })),
  leak('key in a gzip body', ok(gzipSync(record(CANARY)), gzip)),
]

export const BODY_CASES: readonly HostileCase[] = [...NOT_JSON, ...SHAPES, ...SIZES, ...LEAKS]

function chunks(chunk: string, times: number): Play {
  const line = `${chunk.length.toString(16)}\r\n${chunk}\r\n`
  return answer(200, `${line.repeat(times)}0\r\n\r\n`, {
    'content-length': null,
    'transfer-encoding': 'chunked',
  })
}
