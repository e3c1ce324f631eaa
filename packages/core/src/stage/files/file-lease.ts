import { rm } from 'node:fs/promises'
import { TamisError } from '../../errors.ts'
import type { Owner, RunContext } from '../../flow.ts'
import { isoTime } from '../../iso-time.ts'
import { fileError } from './file-error.ts'
import { ownerAlive } from './owner-alive.ts'
import { createFile, readJsonFile, replaceFile } from './whole-file.ts'

interface LeaseFile {
  readonly runId: string
  readonly owner: Owner
  readonly since: string
}

/** The right of one run to write what belongs to a pipeline, as a file. For files on a disk of this machine. */
export class FileLease implements AsyncDisposable {
  readonly #path: string
  readonly #context: RunContext

  private constructor(path: string, context: RunContext) {
    this.#path = path
    this.#context = context
  }

  /**
   * Takes the lease when it is free or was left by a process that is dead. One of another host never runs out by itself.
   *
   * @throws TamisError `pipeline.busy` naming the holder, `store.*`.
   */
  static async take(path: string, context: RunContext): Promise<FileLease> {
    const { runId, owner, clock } = context
    const own: LeaseFile = { runId, owner, since: isoTime(clock.now()) }
    const lease = new FileLease(path, context)
    if (await createFile(path, JSON.stringify(own))) return lease
    const found = (await readJsonFile(path)) as LeaseFile | undefined
    // Given back just now: whoever is first has it.
    if (found === undefined) return FileLease.take(path, context)
    if (ownerAlive(found.owner, owner) !== 'dead') throw busy(path, context, found)
    await replaceFile(path, JSON.stringify(own))
    await lease.hold()
    return lease
  }

  /** Part of everything that writes. @throws TamisError `store.fenced` when another run has taken the lease over. */
  async hold(): Promise<void> {
    if (await this.#isHeld()) return
    throw new TamisError('store.fenced', {
      message: `Another run took the lease of pipeline ${this.#context.pipeline} over; this one has written nothing since`,
    })
  }

  /** Gives the lease back, if it is still held. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!(await this.#isHeld())) return
    try {
      await rm(this.#path, { force: true })
    } catch (thrown) {
      throw fileError(thrown, this.#path)
    }
  }

  async #isHeld(): Promise<boolean> {
    const found = (await readJsonFile(this.#path)) as LeaseFile | undefined
    return found?.runId === this.#context.runId
  }
}

function busy(path: string, { pipeline, owner: self }: RunContext, found: LeaseFile): TamisError {
  const { runId, owner, since } = found
  const isElsewhere = owner.host !== self.host
  return new TamisError('pipeline.busy', {
    message: `Pipeline ${pipeline} is being run by process ${owner.pid} on ${owner.host} since ${since} (run ${runId})`,
    details: { holder: { ...owner, runId, since } },
    ...(isElsewhere ? { hint: `Wait for it to end; if it is gone, remove ${path}.` } : {}),
  })
}
