import type { RunContext, Stager, StagerSession } from '@tamis/core'
import type { Skips } from '../check.ts'
import { StoreBench } from '../store/store-bench.ts'
import type { StagerPromise } from './promises.ts'

/** What {@link testStager} needs to know. */
export interface StagerSuite {
  /**
   * The stager over what lies in a folder, as a later process would make it: called several times for one folder, which
   * is there, empty at first, and the check's own.
   */
  readonly stager: (folder: string) => Stager
  /**
   * Changes the staged bytes of page 1 of the one batch in the folder, behind the stager's back; called while nothing is
   * open. Left out, the suite looks for the bytes in the files of the folder.
   */
  readonly damage?: (folder: string) => void | Promise<void>
  /**
   * A module whose default export is the function under `stager`, as a file URL, for the check that kills a process:
   * `new URL('./my-stager.ts', import.meta.url)`. Left out, that check is skipped.
   */
  readonly module?: URL
  /** Promises that the stager does not make, each with the reason. */
  readonly skip?: Skips<StagerPromise>
}

/** One check's world: a folder, a clock, and stagers over it. */
export class StagerBench extends StoreBench<StagerSession> {
  readonly suite: StagerSuite

  constructor(suite: StagerSuite, folder: string) {
    super(folder)
    this.suite = suite
  }

  static async setUp(suite: StagerSuite): Promise<StagerBench> {
    return new StagerBench(suite, await StoreBench.newFolder())
  }

  /** The same in a folder of its own, for checks that need several. */
  async elsewhere(): Promise<StagerBench> {
    return this.keepOpen(await StagerBench.setUp(this.suite))
  }

  async connect(folder: string, context: RunContext): Promise<StagerSession> {
    return this.suite.stager(folder).open(context)
  }
}
