import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Batch } from '../batch.ts'
import { isTamisError, TamisError } from '../errors.ts'
import type { Source } from '../extract/source.ts'
import type { StagedPage } from '../page.ts'
import { KeyCount } from './key-count.ts'
import { type Place, RecordItem } from './record-item.ts'
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
  /** Where each key came first. */
  readonly first: ReadonlyMap<string, Place>
  readonly emptyPages: readonly number[]
  readonly listing: StagedPage | undefined
  /** Pages of records by number. */
  readonly pages: ReadonlyMap<number, StagedPage>
}

/** Earlier observations of a key; empty unless a rule asked for them. */
export type History<T extends object> = (key: string) => readonly Observation<T>[]

/** Records that are handed over at once: enough not to be slow, few enough not to take up memory. */
const AT_ONCE = 2000

/**
 * Reads the pages in order and sorts their candidates: the first of a key is the record, later ones are duplicates,
 * and what has no key or does not fit the schema is a misfit. Each candidate ends in exactly one of the three.
 *
 * Some pages at a time, `judge` is given the new records, and their candidates are let go of after it.
 *
 * @throws TamisError `parse.failed` when the source or its schema throws; what `judge` throws.
 */
export async function collect<T extends object>(
  source: Source<T>,
  batch: Batch,
  staged: AsyncIterable<StagedPage> | Iterable<StagedPage>,
  history: History<T>,
  judge: (records: readonly RecordItem<T>[]) => void,
): Promise<Collected<T>> {
  const collector = new Collector(source, batch, history, judge)
  for await (const page of staged) collector.add(page)
  collector.end()
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
  readonly first = new Map<string, Place>()
  readonly emptyPages: number[] = []
  readonly pages = new Map<number, StagedPage>()
  readonly #keyCount = new KeyCount()
  readonly #repeats: Repeat[] = []
  readonly #source: Source<T>
  readonly #batch: Batch
  readonly #history: History<T>
  readonly #judge: (records: readonly RecordItem<T>[]) => void
  #lastRead: { readonly page: number; readonly candidates: readonly unknown[] } | undefined
  #judged = 0
  listing: StagedPage | undefined
  duplicates: readonly Duplicate[] = []
  extracted = 0

  constructor(
    source: Source<T>,
    batch: Batch,
    history: History<T>,
    judge: (records: readonly RecordItem<T>[]) => void,
  ) {
    this.#source = source
    this.#batch = batch
    this.#history = history
    this.#judge = judge
  }

  get sourceKeys(): ReadonlyMap<string, number> {
    return this.#keyCount.counts()
  }

  add(staged: StagedPage): void {
    const { parsed: _, ...page } = staged
    if (page.request.kind === 'listing') {
      this.listing = page
      return
    }
    const { page: number } = page.request
    this.pages.set(number, page)
    const candidates = candidatesOf(this.#source, staged)
    if (candidates.length === 0) this.emptyPages.push(number)
    candidates.forEach((candidate, position) => {
      this.#place(page, position, candidate)
    })
    if (this.items.length - this.#judged >= AT_ONCE) this.#handOver()
  }

  end(): void {
    this.#handOver()
    this.#lastRead = undefined
    this.duplicates = this.#compareRepeats()
    this.#lastRead = undefined
  }

  #place({ request, fetchedAt }: StagedPage, position: number, candidate: unknown): void {
    const { page } = request
    this.extracted++
    this.#keyCount.add(candidate)
    const { dataset } = this.#source
    const key = dataset.keyOf(candidate)
    if (key === null) {
      this.misfits.push({ page, position, key, findings: [keyMissing(dataset.key)] })
      return
    }
    const first = this.first.get(key)
    if (first !== undefined) {
      this.#repeats.push({ page, position, key, first, candidate })
      return
    }
    const validated = validate(dataset.schema as StandardSchemaV1<unknown, T>, candidate)
    if ('findings' in validated) {
      const misfit = { page, position, key, findings: validated.findings.map(schemaMisfit) }
      this.misfits.push(misfit)
      this.first.set(key, misfit)
      return
    }
    const { record } = validated
    const { plan } = this.#batch
    const history = this.#history(key)
    const item = new RecordItem({
      page,
      position,
      key,
      record,
      candidate,
      extractedAt: fetchedAt,
      plan,
      history,
    })
    this.items.push(item)
    this.first.set(key, item)
  }

  #handOver(): void {
    const records = this.items.slice(this.#judged)
    this.#judged = this.items.length
    this.#judge(records)
    const readAgain = (place: Place): unknown => this.#readAgain(place)
    for (const item of records) item.release(readAgain)
  }

  /** Whether each says something else than the first of its key; page by page, so that none is read twice. */
  #compareRepeats(): readonly Duplicate[] {
    const differing = new Set<Repeat>()
    for (const repeat of this.#repeats.toSorted((a, b) => a.first.page - b.first.page)) {
      if (!sameJson(this.#readAgain(repeat.first), repeat.candidate)) differing.add(repeat)
    }
    return this.#repeats.map((repeat) => {
      const { key, page, position } = repeat
      return { key, page, position, differs: differing.has(repeat) }
    })
  }

  #readAgain({ page, position }: Place): unknown {
    if (this.#lastRead?.page !== page) {
      const staged = this.pages.get(page) as StagedPage
      this.#lastRead = { page, candidates: candidatesOf(this.#source, staged) }
    }
    return this.#lastRead.candidates[position]
  }
}

/** A candidate whose key came before. */
interface Repeat extends Place {
  readonly key: string
  readonly first: Place
  readonly candidate: unknown
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
