import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { BatchPlan } from '../batch.ts'
import { isTamisError, TamisError } from '../errors.ts'
import type { Source } from '../extract/source.ts'
import type { StagedPage } from '../page.ts'
import { KeyCount } from './key-count.ts'
import { RawRecords } from './raw-records.ts'
import { isRejected, type Place, RecordItem } from './record-item.ts'
import type { JudgedFinding } from './rule.ts'
import type { Duplicate } from './transformed.ts'
import { validate } from './validate.ts'

/** A candidate that is no record: it has no key, or the schema does not take it. */
export interface Misfit {
  readonly page: number
  readonly position: number
  readonly key: string | null
  readonly findings: readonly JudgedFinding[]
}

/** What the pages of a batch hold, judged by the rules that look at nothing but one record. */
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
  /** Number of pages of records. */
  readonly pages: number
  readonly raw: RawRecords
}

/** Records that are handed over at once: a time limit costs a thread each time, and pages that wait take up memory. */
const AT_ONCE = 1000

/**
 * Reads pages in the order of their numbers and sorts their candidates: the first of a key is the record, later ones are
 * duplicates, and what has no key or does not fit the schema is a misfit. Each candidate ends in exactly one of the three.
 *
 * After some pages, `judge` is given their records. Then all that is not needed any more is let go of, as a market is large.
 */
export class Collector<T extends object> {
  readonly #items: RecordItem<T>[] = []
  readonly #misfits: Misfit[] = []
  readonly #first = new Map<string, Place>()
  readonly #emptyPages: number[] = []
  readonly #pages = new Map<number, StagedPage>()
  readonly #keyCount = new KeyCount()
  readonly #repeats: Repeat[] = []
  readonly #source: Source<T>
  readonly #plan: BatchPlan
  readonly #judge: (records: readonly RecordItem<T>[]) => void
  readonly #raw: RawRecords
  #lastRead: { readonly page: number; readonly candidates: readonly unknown[] } | undefined
  #listing: StagedPage | undefined
  #extracted = 0
  /** Pages whose records are not judged yet. */
  readonly #read: StagedPage[] = []
  #judged = 0
  /** Misfits whose text was cut. */
  #cut = 0

  constructor(source: Source<T>, plan: BatchPlan, judge: (records: readonly RecordItem<T>[]) => void) {
    this.#source = source
    this.#plan = plan
    this.#judge = judge
    this.#raw = new RawRecords(source, (page) => this.#pages.get(page) as StagedPage)
  }

  /**
   * Reads a page. `kept` is the same page as it is kept for what has to be read again later, which is little.
   *
   * @throws TamisError `parse.failed` when the source or its schema throws; what `judge` throws.
   */
  add(page: StagedPage, kept = page): void {
    if (page.request.kind === 'listing') {
      this.#listing = kept
      return
    }
    const { page: number } = page.request
    this.#pages.set(number, kept)
    const candidates = candidatesOf(this.#source, page)
    if (candidates.length === 0) this.#emptyPages.push(number)
    for (const [position, candidate] of candidates.entries()) this.#place(page, position, candidate)
    this.#read.push(page)
    if (this.#items.length - this.#judged >= AT_ONCE) this.#handOver()
  }

  /** @throws TamisError `parse.failed`; what `judge` throws. */
  end(): Collected<T> {
    this.#handOver()
    const duplicates = this.#compareRepeats()
    this.#lastRead = undefined
    return {
      items: this.#items,
      misfits: this.#misfits,
      duplicates,
      extracted: this.#extracted,
      sourceKeys: this.#keyCount.counts(),
      first: this.#first,
      emptyPages: this.#emptyPages,
      listing: this.#listing,
      pages: this.#pages.size,
      raw: this.#raw,
    }
  }

  #handOver(): void {
    const records = this.#items.slice(this.#judged)
    this.#judge(records)
    const places = [...this.#misfits.slice(this.#cut), ...records.filter(isRejected)]
    const byPage = Map.groupBy(places, (place) => place.page)
    for (const page of this.#read.splice(0)) this.#raw.cut(page, byPage.get(page.request.page) ?? [])
    for (const record of records) record.release(this.#readAgain)
    this.#judged = this.#items.length
    this.#cut = this.#misfits.length
  }

  #place({ request, fetchedAt }: StagedPage, position: number, candidate: unknown): void {
    const { page } = request
    this.#extracted++
    this.#keyCount.add(candidate)
    const { dataset } = this.#source
    const key = dataset.keyOf(candidate)
    if (key === null) {
      this.#misfits.push({ page, position, key, findings: [keyMissing(dataset.key)] })
      return
    }
    const first = this.#first.get(key)
    if (first !== undefined) {
      this.#repeats.push({ page, position, key, first, candidate })
      return
    }
    const validated = validate(dataset.schema as StandardSchemaV1<unknown, T>, candidate)
    if ('findings' in validated) {
      const misfit = { page, position, key, findings: validated.findings.map(schemaMisfit) }
      this.#misfits.push(misfit)
      this.#first.set(key, misfit)
      return
    }
    const { record } = validated
    const plan = this.#plan
    const item = new RecordItem({ page, position, key, record, candidate, extractedAt: fetchedAt, plan })
    this.#items.push(item)
    this.#first.set(key, item)
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

  // One for all, and bound to nothing but this: one made at a page would hold the page.
  readonly #readAgain = ({ page, position }: Place): unknown => {
    if (this.#lastRead?.page !== page) {
      const candidates = candidatesOf(this.#source, this.#pages.get(page) as StagedPage)
      this.#lastRead = { page, candidates }
    }
    return this.#lastRead.candidates[position]
  }
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
