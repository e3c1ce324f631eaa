import {
  type Batch,
  type CommitOptions,
  type CommittedBatch,
  type Dataset,
  differenceOf,
  type EarlierLedgerEntry,
  type Held,
  type Load,
  type Observation,
  planText,
  type QuarantineEntry,
  type Receipt,
  type Release,
  type RunReport,
  type RunStart,
  requireConserved,
  type SinkSession,
  sameQuarantine,
  TamisError,
} from '@tamis/core'
import { letThrough, placeOf, requireReleasable } from './release.ts'
import type { StoreSession } from './session.ts'
import { type Committed, type StoreState, sameId } from './state.ts'

/** Records, quarantine and ledger of one pipeline, in memory. */
export class MemorySinkSession<T extends object> implements SinkSession<T> {
  readonly #store: StoreSession
  readonly #dataset: Dataset<T>

  constructor(store: StoreSession, dataset: Dataset<T>) {
    this.#store = store
    this.#dataset = dataset
  }

  async find(batchId: string): Promise<CommittedBatch | undefined> {
    return find(this.#store.read(), batchId)?.batch
  }

  async committed(): Promise<readonly CommittedBatch[]> {
    return this.#own().map(({ batch }) => batch)
  }

  async earlier(batch: Batch, limit: number): Promise<readonly EarlierLedgerEntry[]> {
    return this.#before(batch, limit).map(
      ({ batch: { batchId, extractedAt, counts, gates }, sourceKeys }) => {
        return { batchId, extractedAt: extractedAt ?? 0, ...counts, sourceKeys, gates }
      },
    )
  }

  async history(batch: Batch, depth: number): Promise<ReadonlyMap<string, readonly Observation<T>[]>> {
    const history = new Map<string, Observation<T>[]>()
    for (const {
      batch: { batchId, extractedAt },
      records,
    } of this.#before(batch, depth)) {
      for (const { record } of records) {
        const key = this.#keyOf(record as T)
        const seen = { record: this.#asOfToday(record as T), batchId, extractedAt: extractedAt ?? 0 }
        history.set(key, [...(history.get(key) ?? []), seen])
      }
    }
    return history
  }

  async commit(load: Load<T>, { dryRun = false }: CommitOptions = {}): Promise<Receipt> {
    requireConserved(load, (record) => this.#keyOf(record))
    const handed = structuredClone(load)
    if (dryRun) return this.#commit(this.#store.read(), handed)[1]
    return this.#store.write('commit', (state) => this.#commit(state, handed))
  }

  async release(release: Release): Promise<Receipt> {
    return this.#store.write('release', (state) => {
      const { kept, entry } = requireReleasable(
        find(state, release.batchId),
        release,
        this.#store.context.pipeline,
      )
      const places = [...kept.letThrough, placeOf(entry)]
      const after = letThrough(this.#dataset, { ...heldOf<T>(kept), places })
      return this.#replace(
        state,
        kept,
        { ...kept, letThrough: places, notes: [...kept.notes, release.note] },
        after,
      )
    })
  }

  async *quarantined(batchId: string): AsyncIterable<QuarantineEntry> {
    yield* find(this.#store.read(), batchId)?.quarantine ?? []
  }

  async unexported(): Promise<readonly CommittedBatch[]> {
    return this.#own()
      .filter(({ batch, exportedRevision }) => exportedRevision !== batch.revision)
      .map(({ batch }) => batch)
  }

  async exported(batchId: string, revision: number, _sha256: string | null): Promise<void> {
    this.#store.write('issues.note', (state) => {
      const kept = find(state, batchId)
      if (kept?.batch.revision !== revision) return [state, undefined]
      return [put(state, { ...kept, exportedRevision: revision }), undefined]
    })
  }

  async began(start: RunStart): Promise<void> {
    this.#store.write('run.begin', (state) => {
      return [{ ...state, runs: new Map(state.runs).set(start.runId, { start, report: null }) }, undefined]
    })
  }

  async ended(report: RunReport): Promise<void> {
    this.#store.write('run.end', (state) => {
      const begun = state.runs.get(report.runId)
      if (begun === undefined) return [state, undefined]
      return [{ ...state, runs: new Map(state.runs).set(report.runId, { ...begun, report }) }, undefined]
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#store.close()
  }

  #commit(state: StoreState, load: Load<T>): readonly [StoreState, Receipt] {
    const kept = find(state, load.batch.batchId) ?? newlyKept(load)
    const published = load.outcome === 'published'
    if (kept.batch.state === 'published' && !published)
      throw refused(load, 'is published, and not taken back')
    const judged = letThrough(this.#dataset, { ...load, places: kept.letThrough })
    const notes = load.note === null ? kept.notes : [...kept.notes, load.note]
    const next: Committed = {
      ...kept,
      batch: committedBatch(load, kept.batch),
      sourceKeys: load.sourceKeys,
      notes,
    }
    return this.#replace(state, kept, next, published ? judged : { ...judged, records: [] })
  }

  /** Puts what a batch holds now in the place of what it held. */
  #replace(
    state: StoreState,
    kept: Committed,
    next: Committed,
    after: Held<T>,
  ): readonly [StoreState, Receipt] {
    const before = heldOf<T>(kept)
    const difference = differenceOf(before, after, (record) => this.#keyOf(record))
    const changed =
      kept.batch.state !== next.batch.state ||
      !sameQuarantine(before.quarantine, after.quarantine) ||
      Object.values(difference).some((keys) => keys.length > 0)
    const published = next.batch.state === 'published'
    const revision = kept.batch.revision + (published && changed ? 1 : 0)
    const { extracted, duplicates, ...counted } = next.batch.counts
    const loaded = published ? after.records.length : counted.loaded
    const counts = { extracted, loaded, quarantined: after.quarantine.length, duplicates }
    const whole: Committed = {
      ...next,
      ...after,
      batch: { ...next.batch, revision, counts },
      replaced: changed ? [...kept.replaced, before] : kept.replaced,
      exportedRevision: changed ? null : kept.exportedRevision,
    }
    return [put(state, whole), { revision, changed, difference }]
  }

  #own(): readonly Committed[] {
    return this.#store
      .read()
      .committed.filter(({ batch }) => batch.pipeline === this.#store.context.pipeline)
      .sort((a, b) => (a.batch.extractedAt ?? 0) - (b.batch.extractedAt ?? 0))
  }

  /** Published batches of the same pipeline and plan before a batch, the last one first. */
  #before(batch: Batch, limit: number): readonly Committed[] {
    return this.#own()
      .filter(({ batch: other }) => {
        const { state, pipeline, dataset, plan, extractedAt } = other
        const comparable =
          pipeline === batch.pipeline && dataset === batch.dataset && planText(plan) === planText(batch.plan)
        return state === 'published' && comparable && (extractedAt ?? 0) < (batch.extractedAt ?? 0)
      })
      .reverse()
      .slice(0, limit)
  }

  /** A record of an older version of the dataset has null where it knew no field. */
  #asOfToday(record: T): T {
    const nulls = Object.fromEntries(Object.keys(this.#dataset.fields).map((name) => [name, null]))
    return { ...nulls, ...record }
  }

  #keyOf(record: T): string {
    return String(record[this.#dataset.key])
  }
}

function find({ committed }: StoreState, batchId: string): Committed | undefined {
  return committed.find(({ batch }) => sameId(batch.batchId, batchId))
}

function put(state: StoreState, kept: Committed): StoreState {
  const others = state.committed.filter(({ batch }) => !sameId(batch.batchId, kept.batch.batchId))
  return { ...state, committed: [...others, kept] }
}

function heldOf<T extends object>({ records, quarantine }: Committed): Held<T> {
  return { records: records as Held<T>['records'], quarantine }
}

function newlyKept<T extends object>(load: Load<T>): Committed {
  if (load.batch.state !== 'sealed') throw refused(load, `is ${load.batch.state} and should be sealed`)
  return {
    batch: { ...committedBatch(load, load.batch), state: 'sealed', revision: 0 },
    sourceKeys: [],
    records: [],
    quarantine: [],
    letThrough: [],
    replaced: [],
    exportedRevision: null,
    notes: [],
  }
}

function committedBatch<T extends object>(load: Load<T>, { revision }: Batch): CommittedBatch {
  const { counts, pages, requested, missing, findings, warnings, gates, versions } = load
  return {
    ...load.batch,
    state: load.outcome,
    revision,
    parkedAt: null,
    counts,
    pages,
    requested,
    missing: missing.count,
    findings,
    warnings,
    gates,
    judgedBy: versions.hash,
  }
}

function refused<T extends object>({ batch }: Load<T>, why: string): TamisError {
  return new TamisError('defect.unexpected', { message: `Batch ${batch.batchId} ${why}`, phase: 'load' })
}
