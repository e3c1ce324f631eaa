import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { answer, head, type Play, startHostile } from './hostile-server.ts'

const CHILD = fileURLToPath(new URL('memory-child.ts', import.meta.url))
const MIB = 1024 * 1024

const json = (unit: string): Play => answer(200, `[${unit.repeat(Math.floor((31 * MIB) / unit.length))}0]`)
const member = gzipSync(Buffer.alloc(MIB, ' '))

const CASES: readonly (readonly [string, string, Play])[] = [
  ['nothing', 'accepted', answer(200, '[]')],
  ['a gzip bomb of 512 MiB', 'source.oversized', gzip(Array.from({ length: 512 }, () => member))],
  ['a body without end', 'source.oversized', endless],
  ['ten million small values', 'source.oversized', json('{},')],
  ['one long text', 'accepted', answer(200, `["${'x'.repeat(24 * MIB)}"]`)],
  ['one long text beyond Latin', 'accepted', answer(200, `["${'я'.repeat(12 * MIB)}"]`)],
  ['a long body that is no JSON', 'source.not_json', answer(200, 'x'.repeat(31 * MIB))],
]

it.each(CASES)('takes less than 256 MiB for %s', async (_, code, play) => {
  await using server = await startHostile(play)
  const args = ['--conditions=@tamis/source', CHILD, server.url]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const result = JSON.parse(stdout) as { readonly code: string; readonly peak: number }
  expect(result.code).toBe(code)
  expect(result.peak).toBeLessThan(256)
})

function gzip(members: readonly Buffer[]): Play {
  return answer(200, Buffer.concat([gzipSync('['), ...members]), { 'content-encoding': 'gzip' })
}

function endless(socket: Parameters<Play>[0]): void {
  const record = '{"id":"again","symbol":"again"},'.repeat(2000)
  const chunk = `${record.length.toString(16)}\r\n${record}\r\n`
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.write(`${head(200, { 'transfer-encoding': 'chunked' })}1\r\n[\r\n`)
  socket.on('drain', more)
  more()
}
