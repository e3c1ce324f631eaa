import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { BatchPlan } from '../batch.ts'
import { isTamisError, TamisError } from '../errors.ts'
import type { Source } from '../extract/source.ts'
import type { StagedPage } from '../page.ts'
import { FindingCount } from './finding-count.ts'
import { KeyCount } from './key-count.ts'
import { keyMissing, type Misfit, schemaMisfit } from './misfit.ts'
import { RawRecords } from './raw-records.ts'
import { isRejected, type Place, RecordItem } from './record-item.ts'
import { compareRepeats, type Repeat } from './repeats.ts'
import type { Duplicate } from './transformed.ts'
import { validate } from './validate.ts'

/** What the pages of a batch hold, judged by the rules that look at nothing but one record. */
export interface Collected<T extends object> {
  readonly items: readonly RecordItem<T>[]
  readonly misfits: readonly Misfit[]
  readonly duplicates: readonly Duplicate[]
  readonly extracted: number
  /** Findings so far. */
  readonly count: FindingCount
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

/** Judges records by rules that look at nothing but one, and counts what they find. */
export type Judge<T extends object> = (records: readonly RecordItem<T>[], count: FindingCount) => void

/** Candidates that are handed over at once: a time limit costs a thread each time, and pages that wait take up memory. */
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
  readonly #judge: Judge<T>
  readonly #count = new FindingCount()
  readonly #raw: RawRecords
  #lastRead: { readonly page: number; readonly candidates: readonly unknown[] } | undefined
  #listing: StagedPage | undefined
  #extracted = 0
  /** Pages whose records are not judged yet. */
  readonly #read: StagedPage[] = []
  #waiting = 0
  #judged = 0
  /** Misfits whose text was cut. */
  #cut = 0

  constructor(source: Source<T>, plan: BatchPlan, judge: Judge<T>) {
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
    candidates.forEach((candidate, position) => {
      this.#place(page, position, candidate)
    })
    this.#read.push(page)
    this.#waiting += candidates.length
    if (this.#waiting >= AT_ONCE) this.#handOver()
  }

  /** @throws TamisError `parse.failed`; what `judge` throws. */
  end(): Collected<T> {
    this.#handOver()
    const duplicates = compareRepeats(this.#repeats, this.#readAgain)
    this.#lastRead = undefined
    return {
      items: this.#items,
      misfits: this.#misfits,
      duplicates,
      extracted: this.#extracted,
      count: this.#count,
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
    this.#judge(records, this.#count)
    const places = [...this.#misfits.slice(this.#cut), ...records.filter(isRejected)]
    const byPage = Map.groupBy(places, (place) => place.page)
    for (const page of this.#read.splice(0)) this.#raw.cut(page, byPage.get(page.request.page) ?? [])
    for (const record of records) record.release(this.#readAgain)
    this.#waiting = 0
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
      this.#addMisfit({ page, position, key, findings: [keyMissing(dataset.key)] })
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
      this.#addMisfit(misfit)
      this.#first.set(key, misfit)
      return
    }
    const { record } = validated
    const plan = this.#plan
    const item = new RecordItem({ page, position, key, record, candidate, extractedAt: fetchedAt, plan })
    this.#items.push(item)
    this.#first.set(key, item)
  }

  #addMisfit(misfit: Misfit): void {
    this.#misfits.push(misfit)
    for (const { rule, severity } of misfit.findings) this.#count.add(rule, severity, 1)
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
