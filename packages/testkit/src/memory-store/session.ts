import { isoTime, type Owner, type RunContext, TamisError } from '@tamis/core'
import type { Disk, Lease, StoreState } from './state.ts'

/** How long the lease of a run stands that writes nothing, in milliseconds. */
const LEASE_MS = 3_600_000

/** One run's hold on the store: reads, and transactions under the pipeline's lease. */
export class StoreSession {
  readonly context: RunContext
  readonly #disk: Disk
  readonly #fence: number
  #closed = false

  private constructor(disk: Disk, context: RunContext, fence: number) {
    this.#disk = disk
    this.context = context
    this.#fence = fence
  }

  /** Takes the lease. The stager and the sink of one run share it. @throws TamisError `pipeline.busy`. */
  static open(disk: Disk, context: RunContext): StoreSession {
    const state = disk.read()
    const found = state.leases.get(context.pipeline)
    const own = found?.holder?.runId === context.runId
    if (!own) requireFree(found, context)
    const fence = (found?.fence ?? 0) + (own ? 0 : 1)
    const shares = own ? (found?.holder?.shares ?? 0) + 1 : 1
    const { runId, owner, clock } = context
    const lease = { fence, holder: { runId, owner, since: clock.now(), shares }, renewedAt: clock.now() }
    disk.write({ ...state, leases: new Map(state.leases).set(context.pipeline, lease) })
    return new StoreSession(disk, context, fence)
  }

  read(): StoreState {
    return this.#disk.read()
  }

  /** One transaction: all that `change` makes of the state, or nothing. @throws TamisError `store.fenced`. */
  write<R>(name: string, change: (state: StoreState) => readonly [StoreState, R]): R {
    const { failpoint } = this.context
    failpoint(`${name}.before`)
    const [next, result] = change(this.#renewed(this.read()))
    failpoint(`${name}.inside`)
    this.#disk.write(next)
    failpoint(`${name}.after`)
    return result
  }

  /** Gives the share in the lease back, if it is still held; the last one gives back the lease. */
  close(): void {
    const state = this.read()
    const found = state.leases.get(this.context.pipeline)
    if (this.#closed || found?.holder == null || !this.#holds(found)) return
    this.#closed = true
    const shares = found.holder.shares - 1
    const lease = { ...found, holder: shares === 0 ? null : { ...found.holder, shares } }
    this.#disk.write({ ...state, leases: new Map(state.leases).set(this.context.pipeline, lease) })
  }

  #renewed(state: StoreState): StoreState {
    const { pipeline, clock } = this.context
    const found = state.leases.get(pipeline)
    if (found === undefined || !this.#holds(found)) {
      const message = `Another run took the lease of pipeline ${pipeline} over; this one has written nothing since`
      throw new TamisError('store.fenced', { message })
    }
    return { ...state, leases: new Map(state.leases).set(pipeline, { ...found, renewedAt: clock.now() }) }
  }

  #holds({ fence, holder }: Lease): boolean {
    return fence === this.#fence && holder?.runId === this.context.runId
  }
}

function requireFree(found: Lease | undefined, { pipeline, clock }: RunContext): void {
  if (found?.holder == null || !lives(found.holder.owner)) return
  if (clock.now() - found.renewedAt > LEASE_MS) return
  const { runId, owner, since } = found.holder
  throw new TamisError('pipeline.busy', {
    message: `Pipeline ${pipeline} is being run by process ${owner.pid} since ${isoTime(since)} (run ${runId})`,
  })
}

function lives({ pid }: Owner): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
