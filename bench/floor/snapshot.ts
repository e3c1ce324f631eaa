import { createHash } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import type { Database, Statement } from 'better-sqlite3'
import { openFloor } from './database.ts'

const LEVEL_1 = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Trusted to be what the API documents, which is what makes a floor a floor. */
// biome-ignore lint/suspicious/noExplicitAny: a floor trusts every byte.
export type Coin = Readonly<Record<string, any>>

/** Numbers and times of a row, in the order of the table's columns. */
const NUMBERS = [
  'current_price',
  'market_cap',
  'market_cap_rank',
  'fully_diluted_valuation',
  'total_volume',
  'high_24h',
  'low_24h',
  'price_change_24h',
  'price_change_percentage_24h',
  'market_cap_change_24h',
  'market_cap_change_percentage_24h',
  'circulating_supply',
  'total_supply',
  'max_supply',
  'ath',
  'ath_change_percentage',
  'atl',
  'atl_change_percentage',
] as const
const TIMES = ['ath_date', 'atl_date', 'last_updated'] as const

/** Columns of what changes from batch to batch, in the order of `valuesOf`. */
export const COLUMNS = [...NUMBERS, ...TIMES, 'roi_times', 'roi_currency', 'roi_percentage', 'symbol']

/** Bytes of pages to a durable snapshot. */
export function floorSnapshot(path: string, pages: readonly Uint8Array[], at: Date): void {
  const db = openFloor(path)
  const time = at.toISOString()
  const batch = stage(db, pages, time)
  loader(db)(
    batch,
    pages.map((page) => JSON.parse(Buffer.from(page).toString()) as Coin[]),
    time,
  )
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

function stage(db: Database, pages: readonly Uint8Array[], time: string): number {
  const { lastInsertRowid: batch } = db
    .prepare(
      `insert into batches (batch_id, attempt, pipeline, dataset, state, universe, vs_currency, parameters, plan, opened_at, fence)
       values (?, 1, 'floor', 'crypto_markets', 'open', 'all', 'usd', '{}', 'all', ?, 1)`,
    )
    .run(`floor-${time}`, time)
  const put = db.prepare(
    `insert into stg_crypto_markets (batch_id, attempt, page, extracted_at, request, http_status, http_headers, codec, body, sha256, bytes)
     values (?, 1, ?, ?, '{}', 200, '{}', 'zstd', ?, ?, ?)`,
  )
  for (const [at, page] of pages.entries()) {
    const hash = createHash('sha256').update(page).digest('hex')
    put.run(`floor-${time}`, at + 1, time, zstdCompressSync(page, LEVEL_1), hash, page.byteLength)
  }
  return Number(batch)
}

/** Loads parsed pages as a batch, in one transaction. */
export type Loader = (batch: number, pages: readonly (readonly Coin[])[], time: string) => void

export function loader(db: Database): Loader {
  const insert = db.prepare(
    `insert into crypto_markets_rows (batch_no, key_no, identity_no, page, position, since_revision, ${COLUMNS.join(', ')})
     values (?, ?, ?, ?, ?, 1${', ?'.repeat(COLUMNS.length)})`,
  )
  const identities = identityFinder(db)
  const quarantine = db.prepare(
    `insert into quarantine_entries (batch_no, page, position, key, revision, findings, record, status, quarantined_at)
     values (?, ?, ?, ?, 1, ?, ?, 'open', ?)`,
  )
  const publish = db.prepare(
    `update batches set state = 'published', revision = 1, extracted_at = ?, published_at = ?, extracted = ?, loaded = ?,
       quarantined = ?, duplicates = 0 where batch_no = ?`,
  )
  return db.transaction((batch: number, pages: readonly (readonly Coin[])[], time: string) => {
    let loaded = 0
    let rejected = 0
    for (const [at, coins] of pages.entries()) {
      for (const [position, coin] of coins.entries()) {
        if (coin.current_price > 0 && coin.total_volume > 0) {
          insertRow(insert, batch, identities(coin), at + 1, position, coin)
          loaded++
        } else {
          quarantine.run(batch, at + 1, position, coin.id, '[{"rule":"zombie"}]', JSON.stringify(coin), time)
          rejected++
        }
      }
    }
    publish.run(time, time, loaded + rejected, loaded, rejected, batch)
  }).immediate
}

function insertRow(
  insert: Statement,
  batch: number,
  [key, identity]: readonly [number, number],
  page: number,
  position: number,
  coin: Coin,
): void {
  insert.run(batch, key, identity, page, position, ...valuesOf(coin))
}

export function valuesOf(coin: Coin): readonly (number | string | null)[] {
  const roi: Coin = coin.roi ?? {}
  const values: (number | string | null)[] = []
  for (const name of NUMBERS) values.push(coin[name] ?? null)
  for (const name of TIMES) values.push(coin[name] === null ? null : Date.parse(coin[name]))
  values.push(roi.times ?? null, roi.currency ?? null, roi.percentage ?? null, coin.symbol)
  return values
}

/** Numbers of a coin and of how it is called now, made when new. */
function identityFinder(db: Database): (coin: Coin) => readonly [number, number] {
  const known = new Map<string, readonly [number, number]>()
  const rows = db.prepare(
    'select k.key, i.* from crypto_markets_identities i join crypto_markets_keys k using (key_no)',
  )
  for (const row of rows.iterate() as IterableIterator<Record<string, string & number>>) {
    known.set(`${row.key}\n${row.name}\n${row.image}`, [row.key_no ?? 0, row.identity_no ?? 0])
  }
  const addKey = db.prepare(
    'insert into crypto_markets_keys (key) values (?) on conflict do update set key = key returning key_no',
  )
  const addIdentity = db.prepare(
    'insert into crypto_markets_identities (key_no, name, image) values (?, ?, ?)',
  )
  return (coin) => {
    const text = `${coin.id}\n${coin.name}\n${coin.image}`
    const found = known.get(text)
    if (found !== undefined) return found
    const key = Number(addKey.pluck().get(coin.id))
    const numbers = [key, Number(addIdentity.run(key, coin.name, coin.image).lastInsertRowid)] as const
    known.set(text, numbers)
    return numbers
  }
}
