import type { Batch, JudgedFinding, Load, QuarantineEntry, SinkSession } from '@tamis/core'
import { T0 } from '../stager/pages.ts'
import { type Sample, sample } from './sample.ts'

/** A sealed batch, as any stager might hand it over. */
export function sealedBatch(batchId: string, parts: Partial<Batch> = {}): Batch {
  return {
    batchId,
    attempt: 1,
    pipeline: 'markets',
    dataset: 'samples',
    plan: { universe: 'top:3', currency: 'usd', parameters: { order: 'cap' } },
    adHoc: false,
    state: 'sealed',
    openedAt: T0 - 1000,
    firstPageAt: T0 - 500,
    extractedAt: T0,
    pages: 1,
    parkedAt: null,
    revision: 0,
    ...parts,
  }
}

/** A load of these records at positions 0, 1, … of page 1, and of these keys, kept out, after them. */
export function loadOf(
  batch: Batch,
  records: readonly Sample[],
  keptOut: readonly string[] = [],
  parts: Partial<Load<Sample>> = {},
): Load<Sample> {
  const quarantined = keptOut.length
  return {
    batch,
    outcome: 'published',
    records: records.map((record, position) => ({ record, page: 1, position })),
    quarantine: keptOut.map((key, at) => keptOutEntry(key, records.length + at)),
    counts: { extracted: records.length + quarantined, loaded: records.length, quarantined, duplicates: 0 },
    duplicates: [],
    missing: { count: 0, keys: [] },
    pages: 1,
    requested: records.length + quarantined,
    findings: quarantined === 0 ? {} : { 'amount.zero': quarantined },
    warnings: 0,
    gates: [{ gate: 'batch.rows', version: 1, severity: 'reject', outcome: 'passed', measures: { rows: 3 } }],
    sourceKeys: ['sample_id', 'label'],
    versions: { source: 'samples@1', dataset: 1, rules: [], hash: 'a'.repeat(64) },
    at: T0 + 5000,
    note: null,
    ...parts,
  }
}

/** A quarantine entry as transform hands it over. */
export function keptOutEntry(key: string | null, position: number, rule = 'amount.zero'): QuarantineEntry {
  const record = JSON.stringify(sample(key ?? '', { amount: 0 }))
  return { page: 1, position, key, findings: [finding(rule)], record }
}

export function finding(rule: string): JudgedFinding {
  return {
    rule,
    ruleVersion: 1,
    severity: 'quarantine',
    code: 'zero',
    message: 'There is none of it',
    path: 'amount',
    expected: '> 0',
    received: 0,
  }
}

export async function quarantineOf(
  session: SinkSession<Sample>,
  batchId: string,
): Promise<readonly QuarantineEntry[]> {
  const entries: QuarantineEntry[] = []
  for await (const entry of session.quarantined(batchId)) entries.push(entry)
  return entries
}
