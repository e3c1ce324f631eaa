import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Batch,
  type JudgedFinding,
  type Load,
  type Owner,
  type QuarantineEntry,
  type RunContext,
  systemClock,
  systemOwner,
} from '@tamis/core'
import Sqlite, { type Database } from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import sqlite, { type SqliteOptions } from '../../src/index.ts'
import { type Coin, coin, coins } from './coins.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function databasePath(): string {
  return join(temporaryFolder(), 'market.db')
}

let runs = 0

export function testContext(values: Partial<RunContext> = {}): RunContext {
  return {
    runId: `run-${++runs}`,
    pipeline: 'markets',
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    clock: systemClock,
    random: Math.random,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    owner: systemOwner(),
    emit: () => undefined,
    failpoint: () => undefined,
    ...values,
  }
}

export const anotherHost: Owner = { host: 'elsewhere', bootId: 'b', pid: 7, startedAt: '1' }

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

export const T0 = Date.parse('2026-01-01T05:00:00.000Z')
export const DAY = 86_400_000

/** A batch with one staged page, sealed. */
export async function sealedBatch(
  { stager, context }: Pick<Session, 'stager' | 'context'>,
  batchId: string,
  extractedAt = T0,
  values: Partial<Pick<Batch, 'adHoc' | 'plan'>> = {},
): Promise<Batch> {
  const batch = await stager.begin({
    batchId,
    pipeline: context.pipeline,
    dataset: coins.name,
    plan: { universe: 'top:3', currency: 'usd', parameters: { order: 'cap' } },
    adHoc: false,
    openedAt: extractedAt - 1000,
    ...values,
  })
  await stager.put(batch, page(1, `[{"batch":"${batchId}"}]`, extractedAt))
  return stager.seal(batch, { pages: 1, requested: 3, extractedAt, listingSha256: null })
}

export function page(number: number, body: string, fetchedAt = T0) {
  return {
    request: {
      page: number,
      kind: number === 0 ? ('listing' as const) : ('records' as const),
      url: 'https://api.example/coins',
      params: { page: String(number) },
    },
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(body),
    fetchedAt,
  }
}

/** A load of these records at position 0, 1, … and these quarantined coins after them. */
export function loadOf(
  batch: Batch,
  records: readonly Coin[],
  bad: readonly string[] = [],
  values: Partial<Load<Coin>> = {},
): Load<Coin> {
  const quarantine = bad.map((key, at) => quarantined(key, records.length + at))
  return {
    batch,
    outcome: 'published',
    records: records.map((record, position) => ({ record, page: 1, position })),
    quarantine,
    counts: {
      extracted: records.length + bad.length,
      loaded: records.length,
      quarantined: bad.length,
      duplicates: 0,
    },
    duplicates: [],
    missing: { count: 0, keys: [] },
    pages: 1,
    requested: records.length + bad.length,
    findings: bad.length === 0 ? {} : { 'volume.zero': bad.length },
    warnings: 0,
    gates: [{ gate: 'batch.rows', version: 1, severity: 'reject', outcome: 'passed', measures: { rows: 3 } }],
    sourceKeys: ['id', 'name'],
    versions: { source: 'test@1', dataset: 1, rules: [], hash: 'hash-1' },
    at: T0 + 5000,
    note: null,
    ...values,
  }
}

export function finding(rule: string): JudgedFinding {
  return {
    rule,
    ruleVersion: 1,
    severity: 'quarantine',
    code: 'zero',
    message: 'Nothing traded',
    received: 0,
  }
}

export function quarantined(key: string, position: number, rule = 'volume.zero'): QuarantineEntry {
  const record = JSON.stringify(coin(key, { price: 0 }))
  return { page: 1, position, key, findings: [finding(rule)], record }
}

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
