import { gzipSync } from 'node:zlib'
import { json } from './envelopes.ts'
import { amount, bytesOf, type FaultEntry, type Scene } from './play.ts'

/** Faults whose HTTP is whole, but whose body is not what its label says. */
export const BODY_FAULTS = {
  'bad-json': { about: 'the good answer cut in half, labelled whole', play: badJson },
  'bad-utf8': { about: 'the good answer with a byte that is no UTF-8', play: badUtf8 },
  'wrong-type': {
    about: 'the good answer labelled as HTML',
    play: ({ answer }) => ({
      ...answer,
      headers: { ...answer.headers, 'content-type': 'text/html; charset=utf-8' },
    }),
  },
  'no-type': {
    about: 'the good answer without a content type',
    play: ({ answer }) => ({ ...answer, headers: { ...answer.headers, 'content-type': null } }),
  },
  'not-an-array': {
    about: 'well-formed JSON of another shape',
    play: ({ answer }) => ({ ...answer, body: `{"coins":${bytesOf(answer).toString()}}` }),
  },
  'empty-array': { about: 'an empty array', play: () => json([]) },
  'empty-body': { about: 'status 200 without a byte', play: ({ answer }) => ({ ...answer, body: '' }) },
  deep: {
    about: 'arrays nested =DEPTH deep (100000)',
    play: (scene) => {
      const depth = amount(scene, 100_000)
      return { status: 200, body: '['.repeat(depth) + ']'.repeat(depth) }
    },
  },
  'gzip-bomb': { about: 'a small gzip body of =MIB MiB of blanks (512)', play: gzipBomb },
  'gzip-cut': { about: 'a gzip body without its end, labelled whole', play: gzipCut },
} as const satisfies Record<string, FaultEntry>

const GZIP = { 'content-encoding': 'gzip', etag: null } as const
const MIB = 1024 * 1024

function badJson({ answer }: Scene) {
  const body = bytesOf(answer)
  return { ...answer, body: body.subarray(0, Math.ceil(body.length / 2)) }
}

function badUtf8({ answer }: Scene) {
  const body = bytesOf(answer)
  // Inside the first string, so that only the encoding is wrong and not the JSON.
  const at = body.indexOf('":"') + 3
  return {
    ...answer,
    body: Buffer.concat([body.subarray(0, at), Buffer.from([0xff, 0xc3]), body.subarray(at)]),
  }
}

function gzipBomb(scene: Scene) {
  // Members of a gzip stream may follow one another, so the blanks are compressed once.
  const blanks = gzipSync(Buffer.alloc(MIB, ' '))
  const members = Array.from({ length: amount(scene, 512) }, () => blanks)
  const body = Buffer.concat([gzipSync('['), ...members, gzipSync(']')])
  return { status: 200, body, headers: GZIP }
}

function gzipCut({ answer }: Scene) {
  const body = gzipSync(bytesOf(answer))
  return { ...answer, body: body.subarray(0, Math.ceil(body.length * 0.9)), headers: GZIP }
}
