import type { BatchView, Finding } from '@tamis/core'
import * as v from 'valibot'
import { baselineEntries, recent, typical } from '../baseline.ts'
import { percent } from '../evidence.ts'
import type { MarketGate, MarketRecord } from '../record.ts'
import { count, share, tunable } from '../settings.ts'
import { universeOf } from '../universe.ts'

/** Without these a market is none. */
const CORE: readonly string[] = ['current_price', 'market_cap', 'total_volume']
/** Normally there for at least half of any market. */
const COMMON: readonly string[] = [
  'symbol',
  'name',
  'market_cap_rank',
  'high_24h',
  'low_24h',
  'price_change_24h',
  'price_change_percentage_24h',
  'circulating_supply',
  'total_supply',
  'ath',
  'atl',
  'last_updated',
]

export const batchNulls: MarketGate = tunable(
  {
    maximumCoreShare: v.optional(share, 0.4),
    maximumShare: v.optional(share, 0.95),
    warnRise: v.optional(share, 0.1),
    minimumRecords: v.optional(count, 20),
    ...baselineEntries,
  },
  (settings) => ({
    kind: 'gate',
    id: 'batch.nulls',
    version: 1,
    summary: 'A field is null in (almost) every record; price, market cap or volume in many.',
    basis:
      'Null shares by field, of all coins that fit the schema. Measured: price, market cap and volume 8.8 % of the whole market (21,498 coins) and 0 % of 38 top-100 pages, so 40 % is no market; of the other fields that are judged at once none above 43 % (market_cap_rank). A field that recent batches had (null in under half) must not vanish either. A rise of 10 points is noted. Hand-picked coins are judged against recent batches only.',
    severity: 'reject',
    check(batch) {
      const shares = nullShares(batch)
      const many = batch.records.length + batch.kept.length >= settings.minimumRecords
      const wide = universeOf(batch.plan).kind !== 'picked'
      if (shares.size === 0 || (!wide && !many))
        return { outcome: 'not_evaluated', measures: Object.fromEntries(shares) }
      const near = recent(batch, settings)
      const failures: Finding[] = []
      const notes: Finding[] = []
      for (const [field, now] of shares) {
        const before = many ? typical(near, ({ measures }) => measures[field]) : null
        const core = CORE.includes(field)
        const limit = core ? settings.maximumCoreShare : settings.maximumShare
        const known = wide && (core || (many && COMMON.includes(field)))
        if (now >= limit && (known || (before !== null && before < limit / 2))) {
          failures.push(finding('null', field, now, before, `< ${percent(limit)} null`))
        } else if (before !== null && now - before > settings.warnRise) {
          notes.push(
            finding(
              'rise',
              field,
              now,
              before,
              `at most ${percent(settings.warnRise)} more than ${percent(before)}`,
            ),
          )
        }
      }
      return {
        outcome: failures.length > 0 ? 'failed' : 'passed',
        findings: [...failures, ...notes],
        measures: Object.fromEntries(shares),
      }
    },
  }),
)

/** The share of nulls by field, over those that pass and those that rules kept out, since zombies are full of nulls. */
function nullShares({ records, kept }: BatchView<MarketRecord>): ReadonlyMap<string, number> {
  const fields = Object.keys(records[0] ?? kept[0] ?? {})
  const known = fields.map(() => 0)
  for (const record of records) countKnown(record, fields, known)
  for (const record of kept) countKnown(record, fields, known)
  const total = records.length + kept.length
  return new Map(fields.map((field, at) => [field, (total - (known[at] ?? 0)) / total]))
}

/** Adds to `known` the fields that hold a value. Not by `Object.entries`: it runs for every record of a market. */
function countKnown(record: MarketRecord, fields: readonly string[], known: number[]): void {
  let at = 0
  for (const name in record) {
    // Records of one dataset have their fields in one order, nearly always.
    const index = name === fields[at] ? at : fields.indexOf(name)
    if (index >= 0 && (record[name as keyof MarketRecord] ?? null) !== null)
      known[index] = (known[index] ?? 0) + 1
    at++
  }
}

function finding(code: string, field: string, now: number, before: number | null, expected: string): Finding {
  const then = before === null ? '' : `, ${percent(before)} in recent batches`
  return {
    code,
    message: `${field} is null in ${percent(now)} of the coins${then}`,
    path: field,
    expected,
    received: now,
  }
}
