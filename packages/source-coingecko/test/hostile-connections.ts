import type { Socket } from 'node:net'
import { deflateSync } from 'node:zlib'
import { endless, type HostileCase, passing } from './hostile-case.ts'
import { answer, head, type Play } from './hostile-server.ts'

const good = JSON.stringify([{ id: 'bitcoin', current_price: 1 }])
const chunked = { 'transfer-encoding': 'chunked' }
const whole = { 'content-length': String(good.length) }

const cut = (name: string, play: Play): HostileCase => passing('source.truncated', name, play)
const gone = (name: string, play: Play): HostileCase => passing('source.unreachable', name, play)
const late = (name: string, play: Play): HostileCase => endless('source.timeout', name, play)
const raw =
  (bytes: string | Uint8Array): Play =>
  (socket) =>
    void socket.end(bytes)

/** Sends what it has, then resets; a moment later, for a reset overtakes what is still on its way. */
const resetAfter =
  (bytes: string): Play =>
  (socket) => {
    socket.write(bytes)
    setTimeout(() => socket.resetAndDestroy(), 30)
  }

const CUT = [
  cut('reset in the body', resetAfter(head(200, whole) + good.slice(0, 9))),
  cut('end in the body', raw(head(200, whole) + good.slice(0, 9))),
  cut('end before the body', raw(head(200, whole))),
  cut('end between chunks', raw(`${head(200, chunked)}5\r\n[{"id\r\n`)),
  cut('end within a chunk', raw(`${head(200, chunked)}ff\r\n[{"id`)),
  cut('a chunk of no size', raw(`${head(200, chunked)}zz\r\n[]\r\n0\r\n\r\n`)),
  cut('a chunk longer than said', raw(`${head(200, chunked)}2\r\n[][][]\r\n0\r\n\r\n`)),
  cut('gzip that is none', answer(200, good, { 'content-encoding': 'gzip' })),
  cut('gzip with a broken middle', answer(200, brokenGzip(), { 'content-encoding': 'deflate' })),
  passing(
    'source.not_json',
    'end without a length',
    answer(200, good.slice(0, 9), { 'content-length': null }),
  ),
]

const GONE = [
  gone('reset before the answer', (socket) => void socket.resetAndDestroy()),
  gone('end before the answer', (socket) => void socket.end()),
  gone('end within the headers', raw('HTTP/1.1 200 OK\r\ncontent-type: applic')),
  gone('another protocol', raw('SSH-2.0-OpenSSH_9.6\r\n')),
  gone('TLS alert', raw(Buffer.from('15030300020228', 'hex'))),
  gone('no status', raw('HTTP/1.1 OK\r\n\r\n[]')),
  gone('HTTP/0.9', raw(good)),
  gone('a header without a colon', raw(`HTTP/1.1 200 OK\r\nnonsense\r\n\r\n${good}`)),
  gone('more headers than fit', raw(head(200, { 'x-flood': 'f'.repeat(70_000), ...whole }) + good)),
  gone('two lengths', raw(head(200, { 'content-length': '2\r\ncontent-length: 40' }) + good)),
  gone('a negative length', raw(head(200, { 'content-length': '-1' }) + good)),
  gone('length and chunks at once', raw(head(200, { ...whole, ...chunked }) + good)),
  gone('an upgrade nobody asked for', raw(head(101, { upgrade: 'websocket', connection: 'upgrade' }))),
]

const LATE = [
  late('silence', () => undefined),
  late('silence within the headers', (socket) => void socket.write('HTTP/1.1 200 OK\r\n')),
  late('headers without end', (socket) => repeat(socket, 'HTTP/1.1 200 OK\r\n', 'x: y\r\n', 20)),
  late('endless 102', (socket) => repeat(socket, '', 'HTTP/1.1 102 Processing\r\n\r\n', 40)),
  late('silence before the body', (socket) => void socket.write(head(200, whole))),
  late('silence in the body', (socket) => void socket.write(head(200, whole) + good.slice(0, 9))),
  late('one byte at a time', (socket) =>
    repeat(socket, `${head(200, { 'content-length': '999999' })}[`, ' ', 10),
  ),
  late('chunks without end', (socket) => repeat(socket, head(200, chunked), '1\r\n \r\n', 10)),
]

/** An error stays what its status says, even if its body never ends or never comes. */
const HALF_ERRORS: readonly HostileCase[] = [
  endless('source.rate_limited', '429 and silence', (socket) => void socket.write(head(429, whole))),
  passing('source.unavailable', '503 cut', raw(head(503, { 'content-length': '500' }) + good)),
  passing('source.unavailable', '500 without end', (socket) => flood(socket, head(500, chunked))),
]

export const CONNECTION_CASES: readonly HostileCase[] = [...CUT, ...GONE, ...LATE, ...HALF_ERRORS]

function brokenGzip(): Buffer {
  const bytes = deflateSync(Buffer.from(good.repeat(200)))
  bytes.fill(0xff, 12, 20)
  return bytes
}

function repeat(socket: Socket, first: string, next: string, everyMs: number): void {
  socket.write(first)
  const timer = setInterval(() => socket.write(next), everyMs)
  socket.on('close', () => clearInterval(timer))
}

function flood(socket: Socket, first: string): void {
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
  socket.write(first)
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', more)
  more()
}
