import { isoTime, type Owner, type RunContext, TamisError } from '@tamis/core'
import { type Liveness, ownerAlive } from '@tamis/core/files'
import type { Database, Statement } from 'better-sqlite3'

interface LeaseRow {
  readonly fence: number
  readonly owner: string | null
  readonly run_id: string | null
  readonly taken_at: string | null
  readonly renewed_at: string | null
  readonly expires_at: string | null
}

export interface LeaseOptions {
  readonly seconds: number
  readonly isAlive?: ((holder: Owner, self: Owner) => Liveness) | undefined
}

/**
 * The right to write a pipeline's batches, kept as a row with a fence: a number that grows with every change of hands.
 * Whoever holds an older one cannot write, whatever its clock says.
 */
export class Lease {
  readonly fence: number
  /** True when the run before did not end as it should. */
  readonly inherited: boolean
  readonly #context: RunContext
  readonly #milliseconds: number
  readonly #renew: Statement<[string, string, string, number, string]>
  readonly #release: Statement<[string, number, string]>

  private constructor(
    db: Database,
    context: RunContext,
    options: LeaseOptions,
    fence: number,
    inherited: boolean,
  ) {
    this.#context = context
    this.#milliseconds = options.seconds * 1000
    this.fence = fence
    this.inherited = inherited
    this.#renew = db.prepare(
      'update leases set renewed_at = ?, expires_at = ? where pipeline = ? and fence = ? and run_id = ?',
    )
    this.#release = db.prepare(
      'update leases set owner = null, run_id = null, expires_at = null where pipeline = ? and fence = ? and run_id = ?',
    )
  }

  /**
   * Takes the lease when it is free, was left by a process that is dead, or has run out. The same run may take it twice,
   * when its stager and its sink are opened apart.
   *
   * @throws TamisError `pipeline.busy` naming the holder.
   */
  static take(db: Database, context: RunContext, options: LeaseOptions): Lease {
    const { pipeline, runId, owner } = context
    return db
      .transaction(() => {
        const found = db.prepare<[string], LeaseRow>('select * from leases where pipeline = ?').get(pipeline)
        if (found?.run_id === runId && found.owner === JSON.stringify(owner)) {
          return new Lease(db, context, options, found.fence, false)
        }
        if (found !== undefined) requireFree(found, context, options)
        const fence = (found?.fence ?? 0) + 1
        const now = context.clock.now()
        db.prepare(
          'insert or replace into leases (pipeline, fence, owner, run_id, taken_at, renewed_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)',
        ).run(
          pipeline,
          fence,
          JSON.stringify(owner),
          runId,
          isoTime(now),
          isoTime(now),
          isoTime(now + options.seconds * 1000),
        )
        return new Lease(db, context, options, fence, found?.owner != null)
      })
      .immediate()
  }

  /** Renews the lease. Part of every transaction that writes. @throws TamisError `store.fenced` when it is lost. */
  renew(): void {
    const { clock, pipeline, runId } = this.#context
    const now = clock.now()
    const until = isoTime(now + this.#milliseconds)
    if (this.#renew.run(isoTime(now), until, pipeline, this.fence, runId).changes === 1) return
    throw new TamisError('store.fenced', {
      message: `Another run took the lease of pipeline ${pipeline} over; this one has written nothing since`,
    })
  }

  /** Gives the lease back, if it is still held. */
  release(): void {
    this.#release.run(this.#context.pipeline, this.fence, this.#context.runId)
  }
}

function requireFree(
  found: LeaseRow,
  context: RunContext,
  { seconds, isAlive = ownerAlive }: LeaseOptions,
): void {
  if (found.owner === null) return
  const holder = JSON.parse(found.owner) as Owner
  const liveness = isAlive(holder, context.owner)
  if (liveness === 'dead') return
  const now = context.clock.now()
  // A renewal in the future means that the clock was set back since; whoever holds the lease will find the fence.
  const fromTheFuture = Date.parse(found.renewed_at ?? '') > now + seconds * 1000
  if (Date.parse(found.expires_at ?? '') <= now || fromTheFuture) return
  throw new TamisError('pipeline.busy', {
    message: `Pipeline ${context.pipeline} is being run by process ${holder.pid} on ${holder.host} since ${found.taken_at} (run ${found.run_id})`,
    details: { holder: { ...holder, runId: found.run_id, since: found.taken_at } },
    ...(liveness === 'unknown'
      ? { hint: `Wait for it to end; if it is gone, its lease runs out at ${found.expires_at}.` }
      : {}),
  })
}
