import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { cryptoMarkets } from '@tamis/source-coingecko'
import { test } from 'vitest'
import marketRules, { type MarketGate, type MarketRecord, type MarketRule } from '../../src/index.ts'
import { type Context, contextOf, type View, viewOf } from './market.ts'

const FOLDER =
  process.env.TAMIS_RECORDED_DATA ?? join(import.meta.dirname, '../../../../../shared/data/coingecko')
const required = (process.env.TAMIS_REQUIRE ?? '').split(',').includes('recorded-data')

/** A test on recorded data: skips visibly where there is none, unless TAMIS_REQUIRE names `recorded-data`. */
export const testRecorded = test.skipIf(!existsSync(FOLDER) && !required)

/** A coin as the API sent it. */
export type Raw = Readonly<Record<string, string | number | null | object>>

/** The market when it was last heard of: 2026-01-03. */
export const WHOLE_MARKET_AT = Date.parse('2026-01-03T04:00:00Z')

let market: readonly Raw[] | undefined
export function wholeMarket(): readonly Raw[] {
  market ??= JSON.parse(
    gunzipSync(readFileSync(join(FOLDER, 'markets-projection', 'whole-market.json.gz'))).toString(),
  ) as readonly Raw[]
  return market
}

/** The top 100 of 38 months, with the time of the newest coin on each page. */
export function months(): readonly { readonly coins: readonly Raw[]; readonly at: number }[] {
  const folder = join(FOLDER, 'markets-madjin')
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const coins = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Raw[]
      return { coins, at: Math.max(...coins.map((coin) => Date.parse(String(coin.last_updated)))) }
    })
}

export function recordOf(raw: Raw): MarketRecord {
  const result = cryptoMarkets.schema['~standard'].validate(raw)
  if (result instanceof Promise || result.issues !== undefined) throw new Error(`no record: ${raw.id}`)
  return result.value
}

const judges = marketRules()
export const rules = judges.filter((judge): judge is MarketRule => judge.kind === 'rule')
export const gates = judges.filter((judge): judge is MarketGate => judge.kind === 'gate')

export const isHit = (rule: MarketRule, record: MarketRecord, context: Context): boolean => {
  const verdict = rule.check(record, context)
  return verdict !== 'pass' && [verdict].flat().length > 0
}

/** A batch of these coins as the default rules leave it. */
export function judged(coins: readonly Raw[], changes: Partial<View> = {}): View {
  const extractedAt = changes.extractedAt ?? WHOLE_MARKET_AT
  const quarantine = rules.filter(({ severity }) => severity === 'quarantine')
  const records: MarketRecord[] = []
  const kept: MarketRecord[] = []
  for (const candidate of coins) {
    const record = recordOf(candidate)
    const context = contextOf({ candidate, extractedAt })
    const out = quarantine.some((rule) => isHit(rule, record, context))
    ;(out ? kept : records).push(record)
  }
  const sourceKeys = new Map<string, number>()
  for (const name of coins.flatMap(Object.keys)) sourceKeys.set(name, (sourceKeys.get(name) ?? 0) + 1)
  const promisedKeys = cryptoMarkets.sourceKeys ?? []
  return viewOf(records, { kept, extractedAt, sourceKeys, promisedKeys, ...changes })
}
