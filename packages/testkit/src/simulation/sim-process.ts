import type { Clock, Files, FileWriter, Logger, Owner, Random } from '@tamis/core'
import type { Seeded } from './seeded.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What a dead process gets from everything it touches. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

export interface SimProcessOptions {
  readonly owner: Owner
  readonly clock: VirtualClock
  readonly files: Files
  readonly draws: Seeded
  /** Told of every named point that the process passes; true kills it there. */
  readonly onFailpoint: (name: string, process: SimProcess) => boolean
  readonly onLog?: (line: string, process: SimProcess) => void
}

/**
 * A process of a simulation: its ports to the world work until it is killed, and from then on throw, so that nothing of
 * it happens any more. While it stands still, nothing of it happens either, but later it goes on.
 */
export class SimProcess {
  readonly owner: Owner
  readonly clock: Clock
  readonly files: Files
  readonly random: Random
  readonly logger: Logger
  readonly #world: VirtualClock
  readonly #onFailpoint: SimProcessOptions['onFailpoint']
  #alive = true
  #stillUntil = 0

  constructor({ owner, clock, files, draws, onFailpoint, onLog }: SimProcessOptions) {
    this.owner = owner
    this.#world = clock
    this.#onFailpoint = onFailpoint
    this.random = draws.next
    this.clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep: (ms, signal) => this.through(() => clock.sleep(ms, signal)),
    }
    this.files = this.#guarded(files)
    const log = (line: string): void => onLog?.(line, this)
    this.logger = { debug: log, info: log, warn: log, error: log }
  }

  get alive(): boolean {
    return this.#alive
  }

  kill(): void {
    this.#alive = false
  }

  /** Stands still for so many milliseconds, as under SIGSTOP or in a paused machine. */
  stall(ms: number): void {
    this.#stillUntil = this.#world.monotonic() + ms
  }

  /** @throws Killed when it is dead. */
  requireAlive(): void {
    if (!this.#alive) throw new Killed('killed')
  }

  readonly failpoint = (name: string): void => {
    this.requireAlive()
    if (!this.#onFailpoint(name, this)) return
    this.kill()
    throw new Killed(`killed at ${name}`)
  }

  /** Does something of the outside world that takes time; a process that dies meanwhile never sees the end of it. */
  async through<R>(work: () => Promise<R>): Promise<R> {
    this.requireAlive()
    try {
      return await work()
    } finally {
      while (this.#alive && this.#stillUntil > this.#world.monotonic()) {
        await this.#world.sleep(this.#stillUntil - this.#world.monotonic())
      }
      this.requireAlive()
    }
  }

  #guarded(files: Files): Files {
    const guardWriter = (writer: FileWriter): FileWriter => ({
      write: (text) => this.through(() => writer.write(text)),
      sync: () => this.#step('file.sync', () => writer.sync()),
      close: () => this.through(() => writer.close()),
    })
    return {
      makeDirectory: (path) => this.through(() => files.makeDirectory(path)),
      create: async (path) => guardWriter(await this.#step('file.create', () => files.create(path))),
      rename: (from, to) => this.#step('file.rename', () => files.rename(from, to)),
      remove: (path) => this.#step('file.remove', () => files.remove(path)),
      syncDirectory: (path) => this.#step('file.sync-directory', () => files.syncDirectory(path)),
      list: (path) => this.through(() => files.list(path)),
    }
  }

  /** The process may die right before or right after a change to the disk. */
  async #step<R>(name: string, work: () => Promise<R>): Promise<R> {
    this.failpoint(`${name}.before`)
    const result = await this.through(work)
    this.failpoint(`${name}.after`)
    return result
  }
}
