import type { Batch, Dataset, RunContext, Sink, SinkSession } from '@tamis/core'
import { type Skips, same } from '../check.ts'
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
   * The records of a batch as readers of the sink see them, in any order; none of a batch that is not published. Called
   * also while a run has the sink open. Left out, the suite reads them through `history` alone.
   */
  readonly read?: (folder: string, batchId: string) => readonly Sample[] | Promise<readonly Sample[]>
  /**
   * A module whose default export is the function under `sink`, as a file URL, for the checks that kill a process or
   * take its storage away: `new URL('./my-sink.ts', import.meta.url)`. Left out, those checks are skipped.
   */
  readonly module?: URL
  /** Promises that the sink does not make, each with the reason. */
  readonly skip?: Skips<SinkPromise>
}

type Session = SinkSession<Sample>

/** One check's world: a folder, a clock, and sinks over it. */
export class SinkBench extends StoreBench<Session> {
  readonly suite: SinkSuite

  constructor(suite: SinkSuite, folder: string) {
    super(folder)
    this.suite = suite
  }

  static async setUp(suite: SinkSuite): Promise<SinkBench> {
    return new SinkBench(suite, await StoreBench.newFolder())
  }

  /** The same in a folder of its own, for checks that need several. */
  async elsewhere(): Promise<SinkBench> {
    return this.keepOpen(await SinkBench.setUp(this.suite))
  }

  async connect(folder: string, context: RunContext, dataset: Dataset<Sample> = SAMPLES): Promise<Session> {
    return this.suite.sink(folder).open(dataset, context)
  }

  /** The records of a batch by key, as history tells them; none of one that is not published. */
  async historyOf(session: Session, batch: Batch): Promise<readonly Sample[]> {
    const later = { ...batch, batchId: 'a-later-one', extractedAt: (batch.extractedAt ?? 0) + 1 }
    const history = await session.history(later, 1)
    const told = [...history.values()].flat().filter(({ batchId }) => batchId === batch.batchId)
    return byKey(told.map(({ record }) => record))
  }

  /** The same, once it is what readers see, too. */
  async recordsOf(session: Session, batch: Batch): Promise<readonly Sample[]> {
    const records = await this.historyOf(session, batch)
    const seen = await this.suite.read?.(this.folder, batch.batchId)
    if (seen !== undefined)
      same(byKey(seen), records, `what readers see of ${batch.batchId}, against history`)
    return records
  }
}

/** Records in an order of their own, with -0 as 0, as no file format tells the two apart. */
export function byKey(records: readonly Sample[]): readonly Sample[] {
  const plain = records.map(({ order, amount, ...rest }) => {
    return { ...rest, order: withoutSign(order), amount: withoutSign(amount) }
  })
  return plain.sort((a, b) => (a.sample_id < b.sample_id ? -1 : 1))
}

function withoutSign(value: number | null): number | null {
  return value === 0 ? 0 : value
}
