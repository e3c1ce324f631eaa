import type { RunContext, Source } from '@tamis/core'
import { VirtualClock } from '../../simulation/virtual-clock.ts'
import type { Skips } from '../check.ts'
import { testContext } from '../context.ts'
import { type Answerer, TestApi } from './api.ts'
import { drive } from './drive.ts'
import type { SourcePromise } from './promises.ts'
import { MOST_REQUESTS } from './walk.ts'

/** What {@link testSource} needs to know. */
export interface SourceSuite<T extends object> {
  /** The source, sending its requests to a server of the suite: `http://127.0.0.1:PORT`, no slash at its end. Unpaced. */
  readonly source: (baseUrl: string) => Source<T>
  /** What the API answers when all is well. The plan must come to at least one page with at least one record. */
  readonly answer: Answerer
  /**
   * How many records the API holds when all is well: the plan must find each of them. Left out, only that none comes
   * twice is looked at.
   */
  readonly records?: number
  /** The key that the source was given, if it takes one: it must be found nowhere. */
  readonly secret?: string
  /** Promises that the source does not make, each with the reason. */
  readonly skip?: Skips<SourcePromise>
}

/** One check's world: a server, a clock that nobody waits for, a source. */
export class SourceBench<T extends object> implements AsyncDisposable {
  readonly api: TestApi
  readonly source: Source<T>
  readonly secret: string | undefined
  readonly records: number | undefined
  /** Begins in another century than any real clock, so that the two are told apart. */
  readonly clock = new VirtualClock(Date.UTC(2101, 0, 1))
  readonly #suite: SourceSuite<T>
  readonly #over = new AbortController()

  constructor(suite: SourceSuite<T>, api: TestApi) {
    this.#suite = suite
    this.api = api
    this.secret = suite.secret
    this.records = suite.records
    this.source = suite.source(api.baseUrl)
  }

  static async setUp<T extends object>(suite: SourceSuite<T>): Promise<SourceBench<T>> {
    return new SourceBench(suite, await TestApi.start(suite.answer))
  }

  /** Another instance of the same source, as a later process would make it. */
  another(): Source<T> {
    return this.#suite.source(this.api.baseUrl)
  }

  context(parts: Partial<RunContext> = {}): RunContext {
    const { signal = this.#over.signal, ...others } = parts
    return testContext({
      clock: this.clock,
      deadline: this.clock.monotonic() + 3_600_000,
      signal: AbortSignal.any([signal, this.#over.signal]),
      ...others,
    })
  }

  /** Work that may wait on the clock and ask the server. By default as often as the longest plan may, with retries. */
  async drive<R>(work: Promise<R>, mostRequests = 2 * MOST_REQUESTS): Promise<R> {
    try {
      return await drive(this.clock, this.api, work, mostRequests)
    } finally {
      this.api.requireSound()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort(new Error('the check is over'))
    await this.api[Symbol.asyncDispose]()
  }
}
