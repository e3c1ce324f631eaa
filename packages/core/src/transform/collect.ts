import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Batch } from '../batch.ts'
import type { Dataset } from '../dataset.ts'
import { isTamisError, TamisError } from '../errors.ts'
import type { Source } from '../extract/source.ts'
import type { StagedPage } from '../page.ts'
import { NO_STATISTICS, type RecordItem } from './judge.ts'
import { KeyCount } from './key-count.ts'
import type { JudgedFinding, Observation } from './rule.ts'
import type { Duplicate } from './transformed.ts'
import { validate } from './validate.ts'

/** A candidate that is no record: it has no key, or the schema does not take it. */
export interface Misfit {
  readonly page: number
  readonly position: number
  readonly key: string | null
  readonly findings: readonly JudgedFinding[]
}

/** What the pages of a batch hold, before any rule. */
export interface Collected<T extends object> {
  readonly items: readonly RecordItem<T>[]
  readonly misfits: readonly Misfit[]
  readonly duplicates: readonly Duplicate[]
  readonly extracted: number
  /** How many candidates carried each top-level name. */
  readonly sourceKeys: ReadonlyMap<string, number>
  /** The first candidate of every key that came. */
  readonly first: ReadonlyMap<string, unknown>
  readonly emptyPages: readonly number[]
  readonly listing: StagedPage | undefined
  /** Pages of records by number. */
  readonly pages: ReadonlyMap<number, StagedPage>
}

/** Earlier observations of a key; empty unless a rule asked for them. */
export type History<T extends object> = (key: string) => readonly Observation<T>[]

/**
 * Reads the pages in order and sorts their candidates: the first of a key is the record, later ones are duplicates,
 * and what has no key or does not fit the schema is a misfit. Each candidate ends in exactly one of the three.
 *
 * @throws TamisError `parse.failed` when the source or its schema throws.
 */
export async function collect<T extends object>(
  source: Source<T>,
  batch: Batch,
  staged: AsyncIterable<StagedPage> | Iterable<StagedPage>,
  history: History<T>,
): Promise<Collected<T>> {
  const collector = new Collector(source.dataset, batch, history)
  for await (const page of staged) {
    if (page.request.kind === 'listing') collector.listing = page
    else collector.add(page, candidatesOf(source, page))
  }
  return collector
}

function candidatesOf<T extends object>(source: Source<T>, page: StagedPage): readonly unknown[] {
  try {
    return [...source.parse(page)]
  } catch (cause) {
    if (isTamisError(cause)) throw cause
    const message = `Source ${source.name} could not parse staged page ${page.request.page}: ${String(cause)}`
    throw new TamisError('parse.failed', { message, cause })
  }
}

class Collector<T extends object> implements Collected<T> {
  readonly items: RecordItem<T>[] = []
  readonly misfits: Misfit[] = []
  readonly duplicates: Duplicate[] = []
  readonly #keyCount = new KeyCount()
  readonly first = new Map<string, unknown>()
  readonly emptyPages: number[] = []
  readonly pages = new Map<number, StagedPage>()
  readonly #dataset: Dataset<T>
  readonly #batch: Batch
  readonly #history: History<T>
  listing: StagedPage | undefined
  extracted = 0

  constructor(dataset: Dataset<T>, batch: Batch, history: History<T>) {
    this.#dataset = dataset
    this.#batch = batch
    this.#history = history
  }

  get sourceKeys(): ReadonlyMap<string, number> {
    return this.#keyCount.counts()
  }

  add(page: StagedPage, candidates: readonly unknown[]): void {
    this.pages.set(page.request.page, page)
    if (candidates.length === 0) this.emptyPages.push(page.request.page)
    candidates.forEach((candidate, position) => {
      this.#place(page, position, candidate)
    })
  }

  #place(page: StagedPage, position: number, candidate: unknown): void {
    const { page: number } = page.request
    this.extracted++
    this.#keyCount.add(candidate)
    const key = this.#dataset.keyOf(candidate)
    if (key === null) {
      this.misfits.push({ page: number, position, key, findings: [keyMissing(this.#dataset.key)] })
      return
    }
    if (this.first.has(key)) {
      this.duplicates.push({
        page: number,
        position,
        key,
        differs: !sameJson(this.first.get(key), candidate),
      })
      return
    }
    this.first.set(key, candidate)
    const validated = validate(this.#dataset.schema as StandardSchemaV1<unknown, T>, candidate)
    if ('findings' in validated) {
      this.misfits.push({ page: number, position, key, findings: validated.findings.map(schemaMisfit) })
      return
    }
    const history = this.#history(key)
    const { plan } = this.#batch
    this.items.push({
      page: number,
      position,
      key,
      candidate,
      record: validated.record,
      extractedAt: page.fetchedAt,
      plan,
      history,
      statistics: NO_STATISTICS,
    })
  }
}

function keyMissing(key: string): JudgedFinding {
  const message = 'The record has no key, so nothing could be said of it later'
  return { rule: 'key.missing', ruleVersion: 1, severity: 'quarantine', code: 'missing', message, path: key }
}

function schemaMisfit(finding: Omit<JudgedFinding, 'rule' | 'ruleVersion' | 'severity'>): JudgedFinding {
  return { ...finding, rule: 'schema', ruleVersion: 1, severity: 'quarantine' }
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
