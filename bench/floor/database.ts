import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { testContext } from '@tamis/testkit/checks'
import Database from 'better-sqlite3'

/** An empty database of tamis, so that both contenders start with the same tables. */
export async function emptyDatabase(path: string): Promise<void> {
  await using _session = await sqlite({ path }).sink.open(coingeckoMarkets().dataset, testContext())
}

export function openFloor(path: string): Database.Database {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  return db
}
