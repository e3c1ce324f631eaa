import { copyFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { compare, ratio, type Timing } from '../harness/compare.ts'
import { growHistory, loadedHistory } from '../harness/history.ts'
import { marketPages, slot } from '../harness/market-pages.ts'
import type { Result } from '../harness/result.ts'
import { scratch } from '../harness/scratch.ts'
import { loadSnapshot } from './snapshot.ts'

/** Queries an owner asks most, and how long each may take on two years of history. */
const QUERIES = [
  ['latest market', 50, 'select coin_id, current_price, market_cap, total_volume from crypto_markets_latest'],
  [
    'history of a coin, a row a day',
    50,
    `select b.extracted_at, r.current_price from batches b cross join crypto_markets_rows r on r.batch_no = b.batch_no
       and r.key_no = (select key_no from crypto_markets_keys where key = 'bitcoin') where b.state = 'published'`,
  ],
  [
    'universe as of a date',
    100,
    `select coin_id, current_price, market_cap from crypto_markets where batch_id = (select batch_id from batches
       where pipeline = 'markets' and state = 'published' and extracted_at <= '2025-12-01T23:59:59.999Z'
       order by extracted_at desc limit 1)`,
  ],
] as const

/** One more snapshot, and the usual questions, after so many rows of history. */
export async function growth(wanted: number, rounds: number): Promise<readonly Result[]> {
  using folder = scratch()
  const [small, large] = [folder.file('small.db'), folder.file('large.db')]
  await loadedHistory(small, 1)
  copyFileSync(small, large)
  const rows = growHistory(large, wanted)
  let number = 0
  const more = (path: string) => (): Promise<void> => loadSnapshot(path, pages, slot(number))
  let pages: readonly Uint8Array[] = []
  const prepare = (): void => {
    pages = marketPages(slot(++number))
  }
  const [onSmall, onLarge] = await compare(
    [
      { name: 'small', prepare, run: more(small) },
      { name: 'large', prepare, run: more(large) },
    ],
    rounds,
  )
  return [grown(onLarge, onSmall, rows), ...queries(large, rows)]
}

function grown(large: Timing | undefined, small: Timing | undefined, rows: number): Result {
  return {
    name: 'one more snapshot after years against an empty database',
    value: ratio(large, small),
    unit: 'x',
    budget: 1.2,
    detail: `${large?.medianMs.toFixed(0)} ms on ${(rows / 1e6).toFixed(1)} M rows against ${small?.medianMs.toFixed(0)} ms`,
  }
}

function queries(path: string, rows: number): readonly Result[] {
  const db = new Database(path, { readonly: true })
  const results = QUERIES.map(([name, budget, sql]): Result => {
    const statement = db.prepare(sql).raw()
    if (statement.all().length === 0) throw new Error(`${name}: the query finds nothing`)
    const times = Array.from({ length: 7 }, () => {
      const began = performance.now()
      statement.all()
      return performance.now() - began
    })
    return {
      name,
      value: times.toSorted((a, b) => a - b)[3] ?? Number.NaN,
      unit: 'ms',
      budget,
      detail: `warm, on ${(rows / 1e6).toFixed(1)} M rows`,
    }
  })
  db.close()
  return results
}
