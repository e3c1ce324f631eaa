import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RunReport } from '@tamis/core'
import type { QuarantineItem, Universe } from '@tamis/sink-sqlite/read'
import { startStandIn } from '@tamis/testkit/server'
import { buildMarket } from '../config/build-market.ts'
import { runAndReport } from '../run/run-and-report.ts'

const FOLDER = 'tamis-demo'
const COINS = 1000
const SEED = 1
const ROWS = 5

/** What the demo did, and enough of what came out to be looked at. */
export interface Demo {
  readonly report: RunReport
  readonly url: string
  readonly coins: number
  readonly database: string
  /** The largest coins of the batch. */
  readonly largest: Universe['records']
  /** One of those that rules kept out; null when they kept out none. */
  readonly keptOut: QuarantineItem | null
}

/** The whole pipeline over real HTTP against the stand-in: one batch more each time. */
export async function runDemo(cwd: string): Promise<Demo> {
  await using api = await startStandIn({ size: COINS, seed: SEED })
  const database = join(FOLDER, 'market.db')
  mkdirSync(join(cwd, FOLDER), { recursive: true })
  const source = { universe: { top: 250 }, baseUrl: api.url, requestsPerMinute: 0 }
  const pipeline = await buildMarket(cwd, { source, database, issues: join(FOLDER, 'issue') })
  const report = await runAndReport(pipeline, {})
  const seen = report.status === 'published' ? await look(database, report.batchId ?? '') : NOTHING
  return { report, url: api.url, coins: COINS, database, ...seen }
}

const NOTHING = { largest: [], keptOut: null }

async function look(database: string, batchId: string): Promise<Pick<Demo, 'largest' | 'keptOut'>> {
  const { openMarket } = await import('@tamis/sink-sqlite/read')
  using reader = openMarket(database)
  const { records } = reader.universe({ pipeline: 'markets', top: ROWS })
  const [keptOut = null] = reader.quarantine({ batchId, limit: 1 })
  return { largest: records, keptOut }
}
