import { createHash } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import { openFloor } from './database.ts'

interface StagedRow {
  readonly body: Uint8Array
  readonly sha256: string
}

/**
 * Judges every staged batch again and holds it against the rows that are kept: read, unpack, check the hash, parse, sift
 * out zombies, compare price and volume by coin. Returns how many rows differ.
 */
export function floorReplay(path: string): number {
  const db = openFloor(path)
  const batches = db
    .prepare(`select batch_no, batch_id from batches where state = 'published' order by batch_no`)
    .all()
  const pages = db.prepare<[string], StagedRow>(
    'select body, sha256 from stg_crypto_markets where batch_id = ? order by page',
  )
  const kept = db
    .prepare(
      'select k.key, r.* from crypto_markets_rows r join crypto_markets_keys k using (key_no) where batch_no = ?',
    )
    .raw()
  let differing = 0
  for (const { batch_no: batch, batch_id: id } of batches as { batch_no: number; batch_id: string }[]) {
    const before = new Map((kept.all(batch) as [string, ...number[]][]).map((row) => [row[0], row]))
    for (const { body, sha256 } of pages.iterate(id)) {
      const bytes = zstdDecompressSync(body)
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error('damaged')
      for (const coin of JSON.parse(bytes.toString()) as {
        id: string
        current_price: number
        total_volume: number
      }[]) {
        const isAlive = coin.current_price > 0 && coin.total_volume > 0
        const row = before.get(coin.id)
        if (isAlive !== (row !== undefined)) differing++
        else if (row !== undefined && !row.includes(coin.current_price)) differing++
      }
    }
  }
  db.close()
  return differing
}
