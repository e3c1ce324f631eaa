import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { testContext } from '@tamis/testkit/checks'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'

const PAGE = readFileSync(join(import.meta.dirname, '../docs/database.md'), 'utf8')
const { dataset } = coingeckoMarkets()

test('docs/database.md names every table and view, and every column of those to read', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tamis-database-doc-')), 'market.db')
  await (await sqlite({ path }).sink.open(dataset, testContext()))[Symbol.asyncDispose]()
  using db = opened(path)
  const tables = db.names(
    "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%'",
  )
  const columns = ['crypto_markets', 'quarantine', 'coin_events', 'batches', 'stg_crypto_markets'].flatMap(
    (table) => db.names(`select name from pragma_table_info('${table}')`),
  )
  expect(columns.length).toBeGreaterThan(80)
  expect([...tables, ...new Set(columns)].filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([])
})

test('docs/database.md says of every field what the dataset says', () => {
  const rows = Object.entries(dataset.fields).map(
    ([name, { type, unit = '', doc }]) => `| \`${name}\` | ${type} | ${unit} | ${doc} |`,
  )
  expect(rows.filter((row) => !PAGE.includes(row))).toEqual([])
})

function opened(path: string) {
  const db = new Sqlite(path, { readonly: true })
  return {
    names: (sql: string) => db.prepare(sql).pluck().all() as readonly string[],
    [Symbol.dispose]: () => void db.close(),
  }
}
