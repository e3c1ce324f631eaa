import { openFloor } from './database.ts'
import { COLUMNS, type Coin, valuesOf } from './snapshot.ts'
import { stagedPages } from './staged-pages.ts'

/**
 * Judges every staged batch again and holds it against all that is kept of it: read, unpack, check the hash, parse, sift
 * out zombies, compare each value of each row and each quarantined record. Returns how many differ.
 */
export function floorReplay(path: string): number {
  const db = openFloor(path)
  const batches = db.prepare<[], { batch_no: number; batch_id: string }>(
    `select batch_no, batch_id from batches where state = 'published' order by batch_no`,
  )
  const pages = stagedPages(db)
  const rows = db
    .prepare<[number], [string, ...unknown[]]>(
      `select k.key, i.name, i.image, r.page, r.position, ${COLUMNS.map((name) => `r.${name}`).join(', ')}
       from crypto_markets_rows r join crypto_markets_keys k using (key_no) join crypto_markets_identities i using (identity_no)
       where batch_no = ?`,
    )
    .raw()
  const quarantine = db
    .prepare<[number], [string, string]>(
      `select key, record from quarantine_entries where batch_no = ? and status = 'open'`,
    )
    .raw()
  let differing = 0
  for (const { batch_no: batch, batch_id: id } of batches.all()) {
    const before = new Map(rows.all(batch).map((row) => [row[0], row]))
    const kept = new Map(quarantine.all(batch))
    for (const [page, coins] of pages(id)) {
      for (const [position, coin] of coins.entries()) {
        const isAlive = coin.current_price > 0 && coin.total_volume > 0
        const same = isAlive
          ? isSame(before.get(coin.id), page, position, coin)
          : kept.get(coin.id) === JSON.stringify(coin)
        if (!same) differing++
      }
    }
  }
  db.close()
  return differing
}

function isSame(row: readonly unknown[] | undefined, page: number, position: number, coin: Coin): boolean {
  if (row === undefined || row[1] !== coin.name || row[2] !== coin.image) return false
  if (row[3] !== page || row[4] !== position) return false
  const values = valuesOf(coin)
  for (let at = 0; at < values.length; at++) if (row[at + 5] !== values[at]) return false
  return true
}
