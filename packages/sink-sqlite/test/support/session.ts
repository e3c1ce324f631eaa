import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunContext } from '@tamis/core'
import Sqlite, { type Database } from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import sqlite, { type SqliteOptions } from '../../src/index.ts'
import { coins } from './coins.ts'
import { testContext } from './fixtures.ts'

export * from './fixtures.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function databasePath(): string {
  return join(temporaryFolder(), 'market.db')
}

/** Opens stager and sink of one run; they are closed after the test, or before by `close`. */
export async function openSession(
  path: string,
  values: Partial<RunContext> = {},
  options: Partial<SqliteOptions> = {},
) {
  const store = sqlite({ path, ...options })
  const context = testContext(values)
  const sink = await store.sink.open(coins, context)
  const stager = await store.stager.open(context)
  const close = async (): Promise<void> => {
    await stager[Symbol.asyncDispose]()
    await sink[Symbol.asyncDispose]()
  }
  onTestFinished(close)
  return { store, sink, stager, context, close }
}

export type Session = Awaited<ReturnType<typeof openSession>>

/** Rows of a query over a second connection that only reads. */
export function rows<R = Record<string, unknown>>(path: string, sql: string, ...values: unknown[]): R[] {
  return reading(path, (db) => db.prepare<unknown[], R>(sql).all(...values))
}

export function reading<R>(path: string, work: (db: Database) => R): R {
  const db = new Sqlite(path, { readonly: true })
  try {
    return work(db)
  } finally {
    db.close()
  }
}
