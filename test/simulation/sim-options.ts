import { type CoinMarketShape, NETWORK_FAULTS, type NetworkFault, seeded } from '@tamis/testkit/simulation'

/** What one schedule is made of. Each class of faults is on or off as a whole, so that rare company comes about. */
export interface SimOptions {
  readonly seed: number
  readonly shape: CoinMarketShape
  readonly universe: 'top' | 'all'
  readonly concurrency: number
  readonly codec: 'zstd' | 'identity'
  readonly mostKeptOut: number
  readonly rounds: number
  readonly processes: number
  /** Hosts that processes run on: of another host nobody knows who lives. */
  readonly hosts: number
  readonly leaseSeconds: number
  readonly latencyMs: number
  readonly networkFaults: readonly NetworkFault[]
  /** Probabilities: of a death at a named point, of one at any moment, and so on. */
  readonly crash: number
  readonly kill: number
  readonly stall: number
  readonly powerCut: number
  readonly clockJump: number
  readonly signal: number
  readonly storeFault: number
  readonly faulty: number
  /** Replays, overrides and other rules beside the runs. */
  readonly otherCommands: boolean
  /** Whether the end is replayed under these and other rules. */
  readonly replayCheck: boolean
  readonly otherPipeline: boolean
  /** A rule that asks for history. */
  readonly lookingBack: boolean
  readonly badRule: boolean
}

export function optionsOf(seed: number): SimOptions {
  const draws = seeded(seed)
  const on = (probability: number, rate: () => number): number => (draws.chance(probability) ? rate() : 0)
  const rate = (least: number, most: number) => () => least + draws.next() * (most - least)
  const networkFaults = draws.chance(0.6) ? NETWORK_FAULTS.filter(() => draws.chance(0.4)) : []
  return {
    seed,
    shape: {
      pages: draws.between(1, 3),
      perPage: draws.between(1, 4),
      dead: draws.pick([0, 0.2, 0.5]),
      odd: draws.pick([0, 0, 0.2]),
      drift: draws.pick([0, 0.2]),
    },
    universe: draws.chance(0.3) ? 'all' : 'top',
    concurrency: draws.between(1, 3),
    codec: draws.chance(0.1) ? 'zstd' : 'identity',
    mostKeptOut: draws.pick([0.3, 0.7, 1]),
    rounds: draws.pick([1, 1, 1, 2, 3]),
    processes: draws.pick([1, 2, 2, 3]),
    hosts: draws.chance(0.3) ? 2 : 1,
    leaseSeconds: draws.pick([10, 60]),
    latencyMs: draws.pick([500, 5000, 20_000]),
    networkFaults,
    crash: on(0.7, rate(0.01, 0.08)),
    kill: on(0.4, rate(0.01, 0.05)),
    stall: on(0.4, rate(0.01, 0.06)),
    powerCut: on(0.3, rate(0.005, 0.02)),
    clockJump: on(0.3, rate(0.005, 0.03)),
    signal: on(0.3, rate(0.05, 0.3)),
    storeFault: on(0.3, rate(0.01, 0.06)),
    // Now and then hardly anything gets through.
    faulty: draws.chance(0.1) ? 0.9 : rate(0.05, 0.4)(),
    otherCommands: draws.chance(0.35),
    replayCheck: draws.chance(0.15),
    otherPipeline: draws.chance(0.2),
    lookingBack: draws.chance(0.3),
    badRule: draws.chance(0.15),
  }
}
