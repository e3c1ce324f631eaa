import type { Batch } from '../batch.ts'
import type { Source } from '../extract/source.ts'
import type { StagedPage } from '../page.ts'
import { type Collected, collect, type History } from './collect.ts'
import type { BatchView, Gate } from './gate.ts'
import { judgeRecords, looksAtOne } from './judge.ts'
import { judgeGates } from './judge-gates.ts'
import type { JudgedFinding, Rule } from './rule.ts'
import type { TimeLimit } from './time-limit.ts'
import type {
  EarlierLedgerEntry,
  PlacedRecord,
  QuarantineEntry,
  Transformed,
  Versions,
} from './transformed.ts'

/** What a batch is judged by, and with what knowledge of earlier ones. */
export interface Bench<T extends object> {
  readonly source: Source<T>
  readonly rules: readonly Rule<T>[]
  readonly gates: readonly Gate<T>[]
  readonly versions: Versions
  readonly history: History<T>
  readonly earlier: readonly EarlierLedgerEntry[]
  readonly limit: TimeLimit
}

/**
 * Staged pages to a load: parse, sort out duplicates and misfits, judge each record, then the batch. Pure in its
 * inputs: the same bytes under the same bench give the same load.
 *
 * @throws TamisError `parse.failed`, `rule.failed`, `rule.invalid_verdict`, `page.damaged`.
 */
export async function transformBatch<T extends object>(
  batch: Batch,
  staged: AsyncIterable<StagedPage> | Iterable<StagedPage>,
  bench: Bench<T>,
): Promise<Transformed<T>> {
  const [first, last] = [bench.rules.filter(looksAtOne), bench.rules.filter((rule) => !looksAtOne(rule))]
  const collected = await collect(bench.source, batch, staged, bench.history, (records) =>
    judgeRecords(first, records, bench.limit),
  )
  judgeRecords(last, collected.items, bench.limit)
  const split = splitRecords(collected, bench.rules)
  const quarantine = withRawRecords(bench.source, collected, split.rejected)
  const requested = bench.source.requested(batch.plan, collected.listing)
  const missing = missingOf(requested, collected.first)
  const counts = {
    extracted: collected.extracted,
    loaded: split.records.length,
    quarantined: quarantine.length,
    duplicates: collected.duplicates.length,
  }
  const view: Omit<BatchView<T>, 'earlier'> = {
    plan: batch.plan,
    extractedAt: batch.extractedAt ?? 0,
    pages: {
      planned: batch.pages ?? collected.pages.size,
      received: collected.pages.size,
      empty: collected.emptyPages,
    },
    requested: requested.records,
    missing: missing.count,
    counts,
    records: split.records.map((placed) => placed.record),
    kept: split.kept,
    sourceKeys: collected.sourceKeys,
    promisedKeys: bench.source.dataset.sourceKeys ?? [],
  }
  const gates = judgeGates(bench.gates, view, bench.earlier, bench.limit)
  const rejected = gates.some((gate) => gate.outcome === 'failed' && gate.severity === 'reject')
  return {
    batch,
    outcome: rejected ? 'rejected' : 'published',
    records: split.records,
    quarantine,
    counts,
    duplicates: collected.duplicates,
    missing,
    pages: collected.pages.size,
    requested: requested.records,
    ...countFindings([...collected.misfits, ...collected.items]),
    gates,
    sourceKeys: [...collected.sourceKeys.keys()],
    versions: bench.versions,
  }
}

interface Rejected {
  readonly page: number
  readonly position: number
  readonly key: string | null
  readonly findings: readonly JudgedFinding[]
}

interface Split<T> {
  readonly records: readonly PlacedRecord<T & object>[]
  readonly kept: readonly T[]
  readonly rejected: readonly Rejected[]
}

function splitRecords<T extends object>(collected: Collected<T>, rules: readonly Rule<T>[]): Split<T> {
  const order = new Map(rules.map(({ id }, at) => [id, at]))
  const byRule = (a: JudgedFinding, b: JudgedFinding): number =>
    (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0)
  const records: PlacedRecord<T>[] = []
  const kept: T[] = []
  const rejected: Rejected[] = [...collected.misfits]
  for (const { record, page, position, key, findings } of collected.items) {
    if (findings.some((finding) => finding.severity === 'quarantine')) {
      kept.push(record)
      rejected.push({ page, position, key, findings: findings.toSorted(byRule) })
    } else records.push({ record, page, position })
  }
  return { records, kept, rejected: rejected.sort(byPlace) }
}

function byPlace(a: Rejected, b: Rejected): number {
  return a.page - b.page || a.position - b.position
}

/** Cuts the exact JSON of each rejected record out of its page; pages without one are not read again. */
function withRawRecords<T extends object>(
  source: Source<T>,
  collected: Collected<T>,
  rejected: readonly Rejected[],
): readonly QuarantineEntry[] {
  const wanted = new Map<number, Set<number>>()
  for (const { page, position } of rejected) {
    const positions = wanted.get(page)
    if (positions === undefined) wanted.set(page, new Set([position]))
    else positions.add(position)
  }
  const slices = new Map<number, readonly string[]>()
  for (const [page, positions] of wanted) {
    slices.set(page, source.slice(collected.pages.get(page) as StagedPage, positions))
  }
  return rejected.map((entry) => ({ ...entry, record: slices.get(entry.page)?.[entry.position] ?? '' }))
}

function missingOf(
  requested: { readonly records: number; readonly keys: readonly string[] | null },
  came: ReadonlyMap<string, unknown>,
): Transformed<object>['missing'] {
  if (requested.keys === null) return { count: Math.max(0, requested.records - came.size), keys: [] }
  const keys = requested.keys.filter((key) => !came.has(key))
  return { count: keys.length, keys }
}

function countFindings(
  judged: readonly { readonly findings: readonly JudgedFinding[] }[],
): Pick<Transformed<object>, 'findings' | 'warnings'> {
  const counts = new Map<string, number>()
  let warnings = 0
  for (const { findings } of judged) {
    for (const { rule, severity } of findings) {
      counts.set(rule, (counts.get(rule) ?? 0) + 1)
      if (severity === 'warn') warnings++
    }
  }
  return { findings: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))), warnings }
}
