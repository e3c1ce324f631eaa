import { createHash } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'
import type { Coin } from './snapshot.ts'

interface StagedRow {
  readonly page: number
  readonly body: Uint8Array
  readonly bytes: number
  readonly sha256: string
}

/** The pages of a batch, one at a time: read, unpacked, checked against their hash, parsed. */
export type StagedPages = (batchId: string) => Generator<readonly [page: number, coins: readonly Coin[]]>

export function stagedPages(db: Database): StagedPages {
  const pages = db.prepare<[string], StagedRow>(
    'select page, body, bytes, sha256 from stg_crypto_markets where batch_id = ? and page > 0 order by page',
  )
  return function* (batchId) {
    for (const { page, body, bytes, sha256 } of pages.iterate(batchId)) {
      const text = zstdDecompressSync(body, { chunkSize: bytes + 1 })
      if (createHash('sha256').update(text).digest('hex') !== sha256) throw new Error('damaged')
      yield [page, JSON.parse(text.toString()) as readonly Coin[]]
    }
  }
}
