import type { StagedPage } from '@tamis/core'
import { decode } from './codec.ts'

/** A body as it is stored. */
export interface Packed {
  readonly body: Uint8Array
  readonly codec: string
  /** Length of what it unpacks to. */
  readonly bytes: number
}

/** Unpacks bodies and holds the last one, as whoever looks at a page mostly looks twice. */
export class Unpacker {
  #last: { readonly packed: Uint8Array; readonly body: Uint8Array } | undefined

  /** @throws when the bytes are damaged or longer than they should be. */
  unpack({ body: packed, codec, bytes }: Packed): Uint8Array {
    if (this.#last?.packed === packed) return this.#last.body
    const body = decode(packed, codec, bytes)
    this.#last = { packed, body }
    return body
  }
}

/**
 * A page that holds its bytes as they are stored, a fifth of what they are, and unpacks them when it is asked for them:
 * whoever keeps the pages of a market keeps little.
 */
export function packedPage(
  { request, status, headers, fetchedAt, batchId, attempt, sha256 }: Omit<StagedPage, 'body' | 'parsed'>,
  packed: Packed,
  unpacker: Unpacker,
): StagedPage {
  return {
    request,
    status,
    headers,
    get body() {
      return unpacker.unpack(packed)
    },
    fetchedAt,
    batchId,
    attempt,
    sha256,
  }
}
