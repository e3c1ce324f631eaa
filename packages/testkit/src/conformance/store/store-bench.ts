import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, type Owner, type RunContext, systemClock, systemOwner } from '@tamis/core'
import { testContext } from '../context.ts'

/** After this long, the lease of a run that is gone stands nowhere any more, in milliseconds. */
export const TWO_DAYS_MS = 2 * 86_400_000

/** The real clock, moved to another century, so that times of the context are told from those of the machine. */
export class ShiftedClock implements Clock {
  #offset = Date.UTC(2101, 0, 1) - Date.now()

  now(): number {
    return Date.now() + this.#offset
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
export abstract class StoreBench<S extends AsyncDisposable> implements AsyncDisposable {
  readonly folder: string
  readonly clock = new ShiftedClock()
  readonly #opened: AsyncDisposable[] = []

  constructor(folder: string) {
    this.folder = folder
  }

  static newFolder(): Promise<string> {
    return mkdtemp(join(tmpdir(), 'tamis-suite-'))
  }

  /** Opens the folder as a run in a process of its own would. */
  async open(parts: Partial<RunContext> = {}): Promise<S> {
    return this.keepOpen(await this.connect(this.folder, this.contextOf(parts)))
  }

  /** The context of a new run. */
  contextOf(parts: Partial<RunContext> = {}): RunContext {
    return testContext({ clock: this.clock, ...parts })
  }

  /** What is under test, over a folder. */
  abstract connect(folder: string, context: RunContext): Promise<S>

  /** Closes it when the check is over, unless it is closed before. */
  keepOpen<D extends AsyncDisposable>(opened: D): D {
    this.#opened.push(opened)
    return opened
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

export async function close(session: AsyncDisposable): Promise<void> {
  await session[Symbol.asyncDispose]()
}

let dead: Owner | undefined

/** A process of this machine that has ended. */
export function deadOwner(): Owner {
  dead ??= { ...systemOwner(), pid: spawnSync(process.execPath, ['-e', '']).pid, startedAt: '1' }
  return dead
}
