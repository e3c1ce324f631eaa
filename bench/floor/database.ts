import { systemClock, systemOwner } from '@tamis/core'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import Database from 'better-sqlite3'

/** An empty database of tamis, so that both contenders start with the same tables. */
export async function emptyDatabase(path: string): Promise<void> {
  const context = {
    runId: 'bench',
    pipeline: 'floor',
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    clock: systemClock,
    random: Math.random,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    owner: systemOwner(),
    emit() {},
    failpoint() {},
  }
  await using _session = await sqlite({ path }).sink.open(coingeckoMarkets().dataset, context)
}

export function openFloor(path: string): Database.Database {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  return db
}
