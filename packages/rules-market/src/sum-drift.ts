import type { BatchView, GateVerdict } from '@tamis/core'
import { type BaselineSettings, recent, typical } from './baseline.ts'
import { brief, money } from './evidence.ts'
import { isPositive, type MarketRecord } from './record.ts'

export interface SumDriftSettings extends BaselineSettings {
  readonly minimumRatio: number
  readonly maximumRatio: number
  readonly minimumRecords: number
}

/** The sum of a field over the coins that pass, against its median in recent batches. */
export function sumDrift(
  batch: BatchView<MarketRecord>,
  field: 'total_volume' | 'market_cap',
  settings: SumDriftSettings,
): GateVerdict {
  let total = 0
  for (const record of batch.records) if (isPositive(record[field])) total += record[field]
  if (!Number.isFinite(total)) return { outcome: 'not_evaluated' }
  const measures = { total }
  const usual = typical(recent(batch, settings), (earlier) => earlier.measures.total)
  if (!isPositive(usual) || batch.records.length < settings.minimumRecords) {
    return { outcome: 'not_evaluated', measures }
  }
  const ratio = total / usual
  if (ratio >= settings.minimumRatio && ratio <= settings.maximumRatio) return { outcome: 'passed', measures }
  const finding = {
    code: ratio > 1 ? 'rise' : 'fall',
    message: `The sum of ${field} is ${money(total, batch.plan)}, ${brief(ratio)} times the ${money(usual, batch.plan)} of recent batches`,
    path: field,
    expected: `${settings.minimumRatio} to ${settings.maximumRatio} times ${money(usual, batch.plan)}`,
    received: total,
  }
  return { outcome: 'failed', findings: [finding], measures }
}
