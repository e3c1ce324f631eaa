import { once } from 'node:events'
import type { Answer } from './envelopes.ts'
import { amount, bytesOf, type FaultEntry, pause, type Scene } from './play.ts'

/** Faults of the connection: nothing is answered, or not to the end. */
export const SOCKET_FAULTS = {
  reset: { about: 'connection reset before any header', play: ({ socket }) => void socket.resetAndDestroy() },
  'reset-body': { about: 'connection reset after half of the body', play: resetBody },
  truncated: { about: 'half of the body, then the end; Content-Length says whole', play: truncated },
  'chunk-cut': { about: 'half of the body in chunks, then the end without the last chunk', play: chunkCut },
  'eof-cut': { about: 'half of the body, no length given, ended by the connection', play: eofCut },
  'slow-headers': { about: 'the good answer after =MS (30000)', play: slowHeaders },
  stall: { about: 'half of the body, then silence', play: stall },
  drip: { about: 'the good answer byte by byte, one every =MS (50)', play: drip },
  endless: { about: 'records without end', play: endless },
  'header-flood': { about: 'more headers than any client takes', play: headerFlood },
  garbage: {
    about: 'something that is no HTTP',
    play: ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  },
} as const satisfies Record<string, FaultEntry>

/** Long enough for what was written to arrive before the reset that would overtake it. */
const ARRIVAL_MS = 50

async function resetBody(scene: Scene): Promise<undefined> {
  sendHalf(scene, { 'content-length': String(bytesOf(scene.answer).length) })
  await pause(ARRIVAL_MS, scene.signal)
  scene.socket.resetAndDestroy()
}

function truncated(scene: Scene): undefined {
  sendHalf(scene, { 'content-length': String(bytesOf(scene.answer).length) })
  scene.socket.end()
}

function chunkCut({ answer, socket }: Scene): undefined {
  const body = half(answer)
  socket.write(head({ 'transfer-encoding': 'chunked' }))
  socket.write(`${body.length.toString(16)}\r\n`)
  socket.write(body)
  socket.end('\r\n')
}

function eofCut(scene: Scene): undefined {
  sendHalf(scene, { connection: 'close' })
  scene.socket.end()
}

async function slowHeaders(scene: Scene): Promise<Answer> {
  await pause(amount(scene, 30_000), scene.signal)
  return scene.answer
}

async function stall(scene: Scene): Promise<undefined> {
  sendHalf(scene, { 'content-length': String(bytesOf(scene.answer).length) })
  await ended(scene)
}

async function drip(scene: Scene): Promise<undefined> {
  const body = bytesOf(scene.answer)
  scene.socket.write(head({ 'content-length': String(body.length), connection: 'close' }))
  for (let at = 0; at < body.length && !scene.signal.aborted; at++) {
    scene.socket.write(body.subarray(at, at + 1))
    await pause(amount(scene, 50), scene.signal)
  }
  scene.socket.end()
}

async function endless({ socket, signal }: Scene): Promise<undefined> {
  const records = '{"id":"again","symbol":"again","name":"Again"},'.repeat(1000)
  const chunk = `${records.length.toString(16)}\r\n${records}\r\n`
  socket.write(`${head({ 'transfer-encoding': 'chunked' })}1\r\n[\r\n`)
  while (!signal.aborted)
    if (!socket.write(chunk)) await once(socket, 'drain', { signal }).catch(() => undefined)
}

function headerFlood({ socket }: Scene): undefined {
  const flood = Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`x-flood-${at}`, 'f'.repeat(1024)]))
  socket.end(`${head({ ...flood, 'content-length': '2' })}[]`)
}

async function ended({ signal }: Scene): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

function sendHalf({ answer, socket }: Scene, headers: Readonly<Record<string, string>>): void {
  socket.write(head(headers))
  socket.write(half(answer))
}

function half(answer: Answer): Buffer {
  const body = bytesOf(answer)
  return body.subarray(0, Math.ceil(body.length / 2))
}

function head(headers: Readonly<Record<string, string>>): string {
  const all = Object.entries({ 'content-type': 'application/json; charset=utf-8', ...headers })
  return `HTTP/1.1 200 OK\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}
