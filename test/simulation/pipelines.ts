import { definePipeline, type Gate, type Pipeline, type Rule, versionsOf } from '@tamis/core'
import sqlite from '@tamis/sink-sqlite'
import {
  type Coin,
  type CoinSourceOptions,
  coinSource,
  priceLow,
  type SimProcess,
  shareKeptOut,
  volumeZero,
} from '@tamis/testkit/simulation'
import type { Judgements } from './checks.ts'
import type { Judgement } from './expected.ts'
import type { SimOptions } from './sim-options.ts'
import type { World } from './world.ts'

/** Two opinions of one market. */
export type RuleSet = 'strict' | 'cheap'

/** A pipeline as one process defines it, over the world's store and network. */
export function pipelineOf(world: World, process: SimProcess, name: string, rules: RuleSet): Pipeline<Coin> {
  const { options, mutation } = world
  const store = sqlite({
    path: 'simulated.db',
    codec: options.codec,
    leaseSeconds: options.leaseSeconds,
    connect: () => world.store.connect(process),
    isAlive: world.isAlive,
  })
  const { sink = (given) => given, stager = (given) => given } = mutation
  return definePipeline({
    name,
    source: sourceOf(world, process),
    stager: stager(store.stager, world, process),
    sink: sink(store.sink, world, process),
    rules: rulesOf(world, rules),
    issues: '/issue',
  })
}

function sourceOf(world: World, process: SimProcess) {
  const { options, mutation } = world
  const fetch = world.network.connect(process)
  const source: CoinSourceOptions = {
    transport: (request, context) => fetch(request, context.signal),
    universe: options.universe,
    pages: options.shape.pages,
    perPage: options.shape.perPage,
    concurrency: options.concurrency,
  }
  return coinSource((mutation.source ?? ((given) => given))(source))
}

function rulesOf(world: World, rules: RuleSet): readonly (Rule<Coin> | Gate<Coin>)[] {
  return [
    ...(rules === 'strict' ? [volumeZero] : [{ ...volumeZero, severity: 'warn' as const }, priceLow]),
    shareKeptOut(world.options.mostKeptOut),
    ...(world.options.badRule ? [brokenFor(world)] : []),
    ...(world.options.lookingBack ? [lookingBack(world)] : []),
  ]
}

/** A plugin with a defect, until somebody mends it. */
function brokenFor(world: World): Rule<Coin> {
  return {
    kind: 'rule',
    id: 'broken',
    version: 1,
    summary: 'Throws while faults are on.',
    severity: 'warn',
    check() {
      if (world.faultsOn) throw new Error('a defect of the rule')
      return 'pass'
    },
  }
}

/** Finds nothing, and sees to it that nobody is shown the future. */
function lookingBack(world: World): Rule<Coin> {
  return {
    kind: 'rule',
    id: 'looks.back',
    version: 1,
    summary: 'Finds nothing.',
    severity: 'warn',
    needs: { history: 2 },
    check(_, { history, extractedAt }) {
      for (const earlier of history) {
        // Pages of one batch differ in time, and clocks jump; a batch that is later by its last page is the future.
        if (world.options.clockJump === 0 && earlier.extractedAt > extractedAt + 3_600_000) {
          world.violate('replay', `a record of ${earlier.batchId} was history before it was there`)
        }
      }
      return 'pass'
    },
  }
}

const KEPT_OUT: Readonly<Record<RuleSet, Judgement['keepsOut']>> = {
  strict: ({ total_volume: volume }) => (volume === 0 ? ['volume.zero'] : []),
  cheap: ({ current_price: price, total_volume: volume }) => {
    if (price === null || price >= 10) return []
    return volume === 0 ? ['price.low', 'volume.zero'] : ['price.low']
  },
}

/** By whom a batch may have been judged. */
export function judgementsOf(world: World, process: SimProcess): Judgements {
  const { mostKeptOut }: SimOptions = world.options
  return new Map(
    (['strict', 'cheap'] as const).map((rules) => {
      const { hash } = versionsOf(pipelineOf(world, process, 'coins', rules))
      return [hash, { keepsOut: KEPT_OUT[rules], mostKeptOut }]
    }),
  )
}
