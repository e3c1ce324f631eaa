import type { Batch } from '../batch.ts'
import type { Source } from '../extract/source.ts'
import { type Collected, Collector } from './collect.ts'
import type { BatchView, Gate } from './gate.ts'
import { judgeRecords, looksAtOne, recallFindings } from './judge.ts'
import { judgeGates } from './judge-gates.ts'
import type { RawRecords } from './raw-records.ts'
import { isRejected } from './record-item.ts'
import type { JudgedFinding, Observation, Rule } from './rule.ts'
import type { TimeLimit } from './time-limit.ts'
import type {
  EarlierLedgerEntry,
  PlacedRecord,
  QuarantineEntry,
  Transformed,
  Versions,
} from './transformed.ts'

/** Earlier observations of a key; empty unless a rule asked for them. */
export type History<T extends object> = (key: string) => readonly Observation<T>[]

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

/** Collects the pages of a batch, and has each record judged by those rules that need no other to be there. */
export function collectorOf<T extends object>(
  { plan }: Batch,
  { source, rules, limit }: Pick<Bench<T>, 'source' | 'rules' | 'limit'>,
): Collector<T> {
  const first = rules.filter(looksAtOne)
  return new Collector(source, plan, (records, count) => judgeRecords(first, records, limit, count))
}

/**
 * Collected pages to a load: judge each record by the rules that look further, then the batch. Pure in its inputs: the
 * same bytes under the same bench give the same load. Once only for what was collected.
 *
 * @throws TamisError `parse.failed`, `rule.failed`, `rule.invalid_verdict`, `page.damaged`.
 */
export function transformBatch<T extends object>(
  batch: Batch,
  collected: Collected<T>,
  bench: Bench<T>,
): Transformed<T> {
  judgeByOthers(collected, bench)
  const split = splitRecords(collected, bench.rules)
  const quarantine = withRawRecords(collected.raw, split.rejected)
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
      planned: batch.pages ?? collected.pages,
      received: collected.pages,
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
    pages: collected.pages,
    requested: requested.records,
    findings: collected.count.byRule(),
    warnings: collected.count.warnings,
    gates,
    sourceKeys: [...collected.sourceKeys.keys()],
    versions: bench.versions,
  }
}

function judgeByOthers<T extends object>(
  { items, count }: Collected<T>,
  { rules, history, limit }: Bench<T>,
): void {
  const last = rules.filter((rule) => !looksAtOne(rule))
  if (last.length === 0) return
  for (const item of items) item.history = history(item.key)
  const passed = items.filter((item) => !isRejected(item))
  judgeRecords(last, items, limit, count)
  // What the first rules only warned of was not kept, and belongs to what is known of a record that is kept out now.
  recallFindings(rules.filter(looksAtOne), passed.filter(isRejected), limit)
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
  for (const item of collected.items) {
    const { record, page, position, key, findings } = item
    if (isRejected(item)) {
      kept.push(record)
      rejected.push({ page, position, key, findings: findings.toSorted(byRule) })
    } else records.push({ record, page, position })
  }
  return { records, kept, rejected: rejected.sort(byPlace) }
}

function byPlace(a: Rejected, b: Rejected): number {
  return a.page - b.page || a.position - b.position
}

function withRawRecords(raw: RawRecords, rejected: readonly Rejected[]): readonly QuarantineEntry[] {
  const texts = raw.of(rejected)
  return rejected.map((entry, at) => ({ ...entry, record: texts[at] ?? '' }))
}

function missingOf(
  requested: { readonly records: number; readonly keys: readonly string[] | null },
  came: ReadonlyMap<string, unknown>,
): Transformed<object>['missing'] {
  if (requested.keys === null) return { count: Math.max(0, requested.records - came.size), keys: [] }
  const keys = requested.keys.filter((key) => !came.has(key))
  return { count: keys.length, keys }
}
