import { isTamisError, type Owner, type RunReport } from '@tamis/core'
import type { Liveness } from '@tamis/sink-sqlite'
import {
  CoinNetwork,
  MemoryFiles,
  type Seeded,
  SimProcess,
  seeded,
  VirtualClock,
} from '@tamis/testkit/simulation'
import { type Counters, count } from './counters.ts'
import type { Mutation } from './mutation.ts'
import type { SimOptions } from './sim-options.ts'
import type { SimulatedStore } from './simulated-store.ts'

/** A key that must be found nowhere. */
export const CANARY = 'CG-canary-5f3a9c'

/** The promise that was broken, and how. */
export interface Violation {
  readonly promise: string
  readonly message: string
}

/** What somebody outside was told, and may therefore rely on. */
export interface Acknowledged {
  readonly batchId: string
  readonly revision: number
  readonly loaded: number
  readonly quarantined: number
}

/** Everything around the processes of one schedule, and what is known of them. */
export class World {
  readonly options: SimOptions
  readonly mutation: Mutation
  readonly clock = new VirtualClock()
  readonly files = new MemoryFiles()
  readonly store: SimulatedStore
  readonly network: CoinNetwork
  readonly draws: Seeded
  readonly counters: Counters = new Map()
  readonly violations: Violation[] = []
  readonly acknowledged: Acknowledged[] = []
  readonly trace: string[] = []
  /** All that anybody could read: logs and reports. */
  readonly told: string[] = []
  readonly processes: SimProcess[] = []
  readonly pipelineOf = new Map<SimProcess, string>()
  readonly #stopOf = new Map<SimProcess, AbortController>()
  /** Off in the end, when everything has to come right. */
  faultsOn = true
  #boot = 1

  constructor(options: SimOptions, store: SimulatedStore, mutation: Mutation) {
    this.options = options
    this.mutation = mutation
    this.store = store
    const draws = seeded(options.seed ^ 0x5eed)
    this.draws = draws.fork()
    this.network = new CoinNetwork({
      shape: options.shape,
      draws: draws.fork(),
      faulty: options.faulty,
      faults: options.networkFaults,
      latencyMs: options.latencyMs,
      secret: CANARY,
      onFault: (fault) => this.note(`network ${fault}`, `fault: network ${fault}`),
      onImpatience: (early) =>
        this.violate('patience', `a request came ${early} ms earlier than the answer allowed`),
    })
  }

  /** A line of the trace, and a count of it under a name. */
  note(line: string, counter?: string): void {
    this.trace.push(`${this.clock.monotonic()} ${line}`)
    if (counter !== undefined) count(this.counters, counter)
  }

  violate(promise: string, message: string): void {
    this.violations.push({ promise, message })
    this.note(`VIOLATION ${promise}: ${message}`)
  }

  /** Starts a process; `place` decides on which host. */
  spawn(place: number, stop: AbortController): SimProcess {
    const pid = this.processes.length + 1
    const owner: Owner = {
      host: `host-${place % this.options.hosts}`,
      bootId: `boot-${this.#boot}`,
      pid,
      startedAt: String(pid),
    }
    const { files: wrapFiles = (files) => files } = this.mutation
    const process = new SimProcess({
      owner,
      clock: this.clock,
      files: wrapFiles(this.files),
      draws: this.draws.fork(),
      onFailpoint: (name, passing) => this.#passes(name, passing),
      onLog: (line) => this.told.push(line),
    })
    this.processes.push(process)
    this.#stopOf.set(process, stop)
    this.note(`p${pid} starts on ${owner.host}`, 'processes')
    return process
  }

  /** What a process can find out of the owner of a lease. */
  readonly isAlive = (holder: Owner, self: Owner): Liveness => {
    if (holder.host !== self.host) return 'unknown'
    if (holder.bootId !== self.bootId) return 'dead'
    return this.processes[holder.pid - 1]?.alive === true ? 'alive' : 'dead'
  }

  #passes(name: string, process: SimProcess): boolean {
    const { crash } = this.options
    const dies = this.faultsOn && crash > 0 && this.draws.chance(crash)
    this.note(`p${process.owner.pid} ${name}${dies ? ' †' : ''}`)
    if (dies) this.#died(`at ${name}`)
    else if (this.faultsOn && this.options.storeFault > 0) this.#fillDisk()
    return dies
  }

  #died(how: string): void {
    count(this.counters, `crash: ${how}`)
    if (!this.store.made) return
    for (const { state } of this.store.all<{ state: string }>('select distinct state from batches')) {
      count(this.counters, `state at a crash: ${state}`)
    }
  }

  /** Now and then the disk of the issue files is full for a moment. */
  #fillDisk(): void {
    const full = this.draws.chance(this.options.storeFault / 2)
    this.files.room = full ? this.draws.between(0, 200) : Number.POSITIVE_INFINITY
    if (full) count(this.counters, 'fault: files full')
  }

  /** What goes wrong between two moments. */
  disturb(): void {
    if (!this.faultsOn) return
    const { kill, stall, powerCut, clockJump, signal } = this.options
    const living = this.processes.filter((process) => process.alive && this.pipelineOf.has(process))
    if (living.length > 0 && this.draws.chance(kill)) {
      const process = this.draws.pick(living)
      process.kill()
      this.note(`p${process.owner.pid} killed †`)
      this.#died('at any moment')
    }
    if (living.length > 0 && this.draws.chance(stall)) {
      const process = this.draws.pick(living)
      process.stall(this.draws.pick([5000, 30_000, 200_000, 3_600_000]))
      this.note(`p${process.owner.pid} stands still`, 'fault: stands still')
    }
    if (living.length > 0 && this.draws.chance(signal / 10)) {
      const process = this.draws.pick(living)
      this.#stopOf.get(process)?.abort(new Error('SIGINT'))
      this.note(`p${process.owner.pid} is asked to stop`, 'fault: asked to stop')
    }
    if (this.draws.chance(powerCut)) this.cutPower()
    if (this.draws.chance(clockJump)) {
      const ms = this.draws.pick([-7_200_000, -60_000, 60_000, 1_000_000, 86_400_000])
      this.clock.jump(ms)
      this.note(`the clock jumps ${ms} ms`, 'fault: clock jump')
    }
  }

  cutPower(): void {
    this.#boot++
    for (const process of this.processes) process.kill()
    this.files.losePower(this.draws)
    this.note('power cut †', 'fault: power cut')
    this.#died('by power cut')
  }

  /** Whether the storage refuses the transaction that a process is about to make. */
  readonly storeFault = (process: SimProcess): 'full' | 'io' | 'locked' | undefined => {
    if (!this.faultsOn || !this.draws.chance(this.options.storeFault)) return undefined
    const fault = this.draws.pick(['full', 'io', 'locked'] as const)
    this.note(`p${process.owner.pid} store ${fault}`, `fault: store ${fault}`)
    return fault
  }

  /** A process may die between any two statements of a transaction. */
  readonly diesWriting = (process: SimProcess): boolean => {
    const { crash } = this.options
    const dies = this.faultsOn && crash > 0 && this.draws.chance(crash / 8)
    if (dies) {
      this.note(`p${process.owner.pid} dies within a transaction †`)
      count(this.counters, 'crash: within a transaction')
      process.kill()
    }
    return dies
  }

  /** Takes a report as whoever started the process does: only if it lived to tell. */
  hear(process: SimProcess, report: RunReport): void {
    if (!process.alive) return
    const { status, batchId, revision, loaded, quarantined, exitCode, error, apiCalls } = report
    this.told.push(JSON.stringify(report))
    this.note(
      `p${process.owner.pid} ${status} ${batchId} r${revision} ${error?.code ?? ''}`,
      `run: ${status}`,
    )
    if (error !== null) count(this.counters, `error: ${error.code}`)
    if (batchId !== null && (status === 'published' || status === 'unchanged')) {
      this.acknowledged.push({ batchId: batchId.toLowerCase(), revision, loaded, quarantined })
    }
    const planned = this.options.shape.pages + 1
    if (apiCalls > planned + Math.max(5, planned / 5))
      this.violate('patience', `${apiCalls} requests in one run`)
    const expected = error?.code === 'rule.failed' && this.options.badRule
    if (exitCode === 1 && !expected) this.violate('no defects', `${error?.code}: ${error?.message}`)
  }

  /** @throws what is no error of tamis: the library must not reject. */
  heardNothing(process: SimProcess, thrown: unknown): void {
    if (process.alive && !isTamisError(thrown)) this.violate('no defects', `it threw ${String(thrown)}`)
  }
}
