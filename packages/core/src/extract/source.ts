import type { BatchPlan } from '../batch.ts'
import type { Dataset } from '../dataset.ts'
import type { RunContext } from '../flow.ts'
import type { Page, PageRequest, StagedPage } from '../page.ts'
import type { HealthCheck } from './health.ts'

/**
 * Where data comes from. `fetch` is the only effect; everything else is pure: the same staged pages always give the
 * same requests and the same candidates, which is what makes resume and replay possible.
 */
export interface Source<T extends object> {
  /** Stable name, written into the ledger: `coingecko`. */
  readonly name: string
  /** Of the plugin; written into the ledger. */
  readonly version: string
  readonly dataset: Dataset<T>
  readonly plan: BatchPlan
  /** What a batch of this plan costs. Pure. */
  readonly estimate: () => Estimate
  /** How many requests may be under way at once; at least 1. */
  readonly concurrency: number

  /**
   * What to ask, in order. The engine takes the next request only when it has room for it, stages its answer, and asks
   * for nothing that is staged already, so a resumed batch runs the same generator over the pages it has. May wait for
   * a page it has yielded (`staged.get`), and must not wait for one that it has not.
   */
  requests(staged: StagedPages): AsyncIterable<PageRequest>

  /**
   * What a batch asked for: by its own plan, which a replay may find to be another than the source's of today.
   * `listing` is page 0, where there is one. Pure.
   */
  requested(plan: BatchPlan, listing: StagedPage | undefined): Requested

  /**
   * Opens what one run needs: a limiter, a retry budget. Called once a run, before its batch is begun, and not at all for
   * a replay.
   *
   * @throws TamisError `config.invalid` for what only a run needs and was not given, such as a key: no batch is left open.
   */
  connect(context: RunContext): SourceSession

  /** The candidates of a staged page, in order. Pure and deterministic; called once a page of records. */
  parse(page: StagedPage): Iterable<unknown>

  /**
   * The exact text of the record at each position of a page, cut out of its bytes. Pure. For every position,
   * `JSON.parse` of the text equals what `parse` yields there. Given the positions that are wanted, a source may spare
   * itself the others and leave '' in their place.
   */
  slice(page: StagedPage, wanted?: ReadonlySet<number>): readonly string[]

  /** How the API behind it is. Left out by sources that have none to ask. */
  readonly health?: HealthCheck
}

export interface Requested {
  readonly records: number
  /** The keys that were asked for by name; null where only a number was asked for. */
  readonly keys: readonly string[] | null
}

/** The pages of a batch, to a source that plans by what came before. */
export interface StagedPages {
  /** Resolves as soon as the page is staged. */
  get(page: number): Promise<StagedPage>
  /** The page if it is staged by now. */
  peek(page: number): StagedPage | undefined
}

export interface SourceSession {
  /**
   * One accepted response. Retries and paces itself within `context.deadline`, honours `context.signal` in every wait;
   * a request on the wire may have a second to end, as it was paid for.
   *
   * @throws TamisError with a `source.*` code once retries are used up or make no sense.
   */
  fetch(request: PageRequest): Promise<Page>
  /** Requests sent so far, retries included. */
  readonly calls: number
  /** Requests that were a retry. */
  readonly retries: number
}

export interface Estimate {
  readonly requests: number
  /** What the vendor charges for. */
  readonly credits: number
  readonly durationMs: number
  /** Records the plan asks for; null when only the listing tells. */
  readonly records: number | null
}
