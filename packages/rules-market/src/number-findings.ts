import type { Finding, Verdict } from '@tamis/core'
import type { MarketRecord } from './record.ts'

/** A finding for each number of the record that earns one, also in fields that no rule knows. */
export function numberFindings(
  record: Readonly<MarketRecord>,
  judge: (value: number, field: string) => Omit<Finding, 'path'> | undefined,
): Verdict {
  let findings: Finding[] | undefined
  // Not Object.entries: this runs for every number of a market, and nearly always finds nothing.
  for (const path in record) {
    const value: unknown = record[path as keyof MarketRecord]
    if (typeof value !== 'number') continue
    const finding = judge(value, path)
    if (finding === undefined) continue
    findings ??= []
    findings.push({ ...finding, path })
  }
  return findings ?? 'pass'
}
