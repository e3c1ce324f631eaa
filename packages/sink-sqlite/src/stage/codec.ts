import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Codec } from '../options.ts'

// Level 1 was both faster and smaller than the default 3 on pages of this kind, and level 19 saves a fifth at most.
const ZSTD_LEVEL_1 = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** More than any page; the length that is stored may be damaged too. */
const LARGEST_CHUNK = 16 * 1024 * 1024

/** The bytes to store, in memory of their own. */
export function encode(body: Uint8Array, codec: Codec): Uint8Array {
  return codec === 'zstd' ? zstdCompressSync(body, ZSTD_LEVEL_1) : new Uint8Array(body)
}

/** The bytes as received. Never gives more than `bytes`. @throws when they are damaged or longer. */
export function decode(body: Uint8Array, codec: string, bytes: number): Uint8Array {
  if (codec === 'identity') return body
  if (codec === 'zstd') {
    // One chunk that takes all of it, and does not look full: chunks of the usual size would be joined by copying.
    return zstdDecompressSync(body, {
      maxOutputLength: Math.max(1, bytes),
      chunkSize: Math.min(Math.max(64, bytes + 1), LARGEST_CHUNK),
    })
  }
  throw new RangeError(`unknown codec ${JSON.stringify(codec)}`)
}
