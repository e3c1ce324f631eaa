import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, type RunContext, systemClock } from '@tamis/core'
import { testContext } from '../context.ts'

/** The real clock, moved to another century, so that times of the context are told from those of the machine. */
export class ShiftedClock implements Clock {
  #offset = Date.UTC(2101, 0, 1) - Date.now()

  now(): number {
    return Math.floor(Date.now() + this.#offset)
  }

  monotonic(): number {
    return systemClock.monotonic()
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal)
  }

  /** Lets this many milliseconds pass on the wall clock. */
  jump(ms: number): void {
    this.#offset += ms
  }
}

/** One check's world: a folder of its own, a clock, and what was opened, which is closed at its end. */
export class StoreBench implements AsyncDisposable {
  readonly folder: string
  readonly clock = new ShiftedClock()
  readonly #opened: AsyncDisposable[] = []

  constructor(folder: string) {
    this.folder = folder
  }

  static async newFolder(): Promise<string> {
    return mkdtemp(join(tmpdir(), 'tamis-suite-'))
  }

  /** The context of a new run. */
  context(parts: Partial<RunContext> = {}): RunContext {
    return testContext({ clock: this.clock, ...parts })
  }

  /** Closes what was opened when the check is over. */
  keepOpen<S extends AsyncDisposable>(session: S): S {
    this.#opened.push(session)
    return session
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#opened.reverse()) {
      try {
        await session[Symbol.asyncDispose]()
      } catch {
        // What a check left in pieces may fail to close; the check has said what is wrong.
      }
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}
