import type {
  Batch,
  JudgedFinding,
  Load,
  Owner,
  QuarantineEntry,
  RunContext,
  StagerSession,
} from '@tamis/core'
import { type Coin, coin, coins } from './coins.ts'

export { testContext } from '@tamis/testkit/checks'

export const anotherHost: Owner = { host: 'elsewhere', bootId: 'b', pid: 7, startedAt: '1' }

export const T0 = Date.parse('2026-01-01T05:00:00.000Z')
export const DAY = 86_400_000

/** A batch with one staged page, sealed. */
export async function sealedBatch(
  { stager, context }: { readonly stager: StagerSession; readonly context: RunContext },
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
