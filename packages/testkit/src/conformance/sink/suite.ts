import type { Batch, RunContext, Sink, SinkSession } from '@tamis/core'
import type { Skips } from '../check.ts'
import { StoreBench } from '../store/store-bench.ts'
import type { SinkPromise } from './promises.ts'
import { SAMPLES, type Sample } from './sample.ts'

/** What a sink may leave out. Declared, so that what is left out by mistake is told apart. */
export interface SinkCapabilities {
  /** Lets a record through by hand (`release`). Default true. */
  readonly release?: boolean
}

/** What {@link testSink} needs to know. */
export interface SinkSuite {
  /**
   * The sink over what lies in a folder, as a later process would make it: called several times for one folder, which is
   * there, empty at first, and the check's own.
   */
  readonly sink: (folder: string) => Sink<Sample>
  /** What the sink can beside what every sink can. */
  readonly capabilities?: SinkCapabilities
  /**
   * The records of a batch as readers of the sink see them, in any order; none of a batch that is not published. Left
   * out, the suite reads them through `history` alone.
   */
  readonly read?: (folder: string, batchId: string) => readonly Sample[] | Promise<readonly Sample[]>
  /**
   * A module whose default export is the function under `sink`, as a file URL, for the check that kills a process:
   * `new URL('./my-sink.ts', import.meta.url)`. Left out, that check is skipped.
   */
  readonly module?: URL
  /** Promises that the sink does not make, each with the reason. */
  readonly skip?: Skips<SinkPromise>
}

/** One check's world: a folder, a clock, and sinks over it. */
export class SinkBench extends StoreBench {
  readonly suite: SinkSuite

  constructor(suite: SinkSuite, folder: string) {
    super(folder)
    this.suite = suite
  }

  static async setUp(suite: SinkSuite): Promise<SinkBench> {
    return new SinkBench(suite, await StoreBench.newFolder())
  }

  /** Opens the folder as a process of its own would. */
  async open(parts: Partial<RunContext> = {}): Promise<SinkSession<Sample>> {
    return this.keepOpen(await this.suite.sink(this.folder).open(SAMPLES, this.context(parts)))
  }

  /** The records of a batch that is published, by key: as history tells them and as readers see them. */
  async recordsOf(session: SinkSession<Sample>, batch: Batch): Promise<readonly Sample[]> {
    const later = { ...batch, batchId: 'a-later-one', extractedAt: (batch.extractedAt ?? 0) + 1 }
    const history = await session.history(later, 100)
    const told = [...history.values()]
      .flat()
      .filter(({ batchId }) => batchId === batch.batchId)
      .map(({ record }) => record)
    return [...told].sort((a, b) => (a.sample_id < b.sample_id ? -1 : 1))
  }
}
