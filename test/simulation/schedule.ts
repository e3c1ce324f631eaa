import { acceptBatch, type ExecutionOptions, replayPipeline, runPipeline } from '@tamis/core'
import { everythingReady, type SimProcess } from '@tamis/testkit/simulation'
import { checkBatches, checkCommit, checkEnd, checkSecrets, visible } from './checks.ts'
import { type Counters, count } from './counters.ts'
import type { Mutation } from './mutation.ts'
import { judgementsOf, pipelineOf, type RuleSet } from './pipelines.ts'
import { optionsOf, type SimOptions } from './sim-options.ts'
import { SimulatedStore } from './simulated-store.ts'
import { type Violation, World } from './world.ts'

export interface Outcome {
  readonly options: SimOptions
  readonly violations: readonly Violation[]
  readonly counters: Counters
  readonly trace: readonly string[]
}

type Command =
  | { readonly kind: 'run'; readonly pipeline: string; readonly batchId?: string }
  | { readonly kind: 'replay'; readonly pipeline: string; readonly rules: RuleSet; readonly diff: boolean }
  | { readonly kind: 'accept'; readonly pipeline: string; readonly batchId: string }

/** Plays the schedule of a seed: rounds of processes among faults, then a world in which all has to come right. */
export async function playSchedule(
  seed: number,
  shared: SimulatedStore,
  mutation: Mutation = {},
): Promise<Outcome> {
  if (!shared.made) await play(QUIET, shared, {})
  // Now and then the database itself is new, so that processes also die while they make it.
  if (seed % 50 !== 0) return play(optionsOf(seed), shared, mutation)
  const outcome = await play(optionsOf(seed), new SimulatedStore(), mutation)
  count(outcome.counters, 'databases made')
  return outcome
}

/** One run in which nothing goes wrong makes the tables of a store. */
const QUIET: SimOptions = {
  ...optionsOf(0),
  ...{ rounds: 0, networkFaults: [], otherPipeline: false, otherCommands: false, badRule: false },
}

async function play(options: SimOptions, store: SimulatedStore, mutation: Mutation): Promise<Outcome> {
  const world = new World(options, store, mutation)
  store.reset({
    mutation,
    fault: world.storeFault,
    dies: world.diesWriting,
    onCommit(process) {
      if (store.made) checkCommit(world, world.pipelineOf.get(process) ?? '', JSON.stringify(process.owner))
    },
  })
  try {
    for (let round = 0; round < options.rounds; round++) {
      await playRound(world, round)
      if (store.made) checkBatches(world, judgementsOf(world, world.spawn(0, new AbortController())))
    }
    world.faultsOn = false
    await heal(world)
  } catch (thrown) {
    world.violate('liveness', String(thrown))
  }
  for (const { state } of store.made ? store.all<{ state: string }>('select state from batches') : []) {
    count(world.counters, `batch: ${state}`)
  }
  return { options, violations: world.violations, counters: world.counters, trace: world.trace }
}

async function playRound(world: World, round: number): Promise<void> {
  const { processes } = world.options
  const actors = Array.from({ length: processes }, (_, place) => act(world, place, commandsOf(world, round)))
  await driveAmongFaults(world, Promise.all(actors))
  // Until the next round some time goes by, a few seconds or most of a day.
  await world.clock.drive(world.clock.sleep(world.draws.pick([1000, 300_000, 2_000_000, 43_200_000])))
}

function commandsOf({ options, draws }: World, round: number): readonly Command[] {
  const pipeline = options.otherPipeline && draws.chance(0.3) ? 'other' : 'coins'
  const earlier = draws.chance(0.3) ? 1 : 0
  const batchId = `${pipeline}-k${Math.max(0, round - earlier)}${draws.pick(['a', 'a', 'A', 'b'])}`
  const named: Command = { kind: 'run', pipeline, batchId }
  if (!options.otherCommands) return [draws.chance(0.8) ? named : { kind: 'run', pipeline }]
  const rules = draws.pick(['strict', 'cheap'] as const)
  const other: Command = draws.chance(0.6)
    ? { kind: 'replay', pipeline, rules, diff: draws.chance(0.2) }
    : { kind: 'accept', pipeline, batchId }
  return draws.chance(0.5) ? [named, other] : [other, { kind: 'run', pipeline }]
}

/** Somebody who starts processes, and starts another when one died or had to try again later. */
async function act(world: World, place: number, commands: readonly Command[]): Promise<void> {
  await world.clock.sleep(world.draws.between(0, 10_000))
  for (const command of commands) {
    for (let tries = 0; tries < 3; tries++) {
      const stop = new AbortController()
      const process = world.spawn(place, stop)
      const again = await execute(world, process, command, stop.signal)
      world.pipelineOf.delete(process)
      if (process.alive) process.kill()
      if (!again || !world.draws.chance(0.7)) break
      await world.clock.sleep(world.draws.pick([0, 1000, 60_000, 400_000]))
    }
  }
}

/** True if it is worth another try. */
async function execute(
  world: World,
  process: SimProcess,
  command: Command,
  signal: AbortSignal,
): Promise<boolean> {
  const { pipeline: name } = command
  world.note(`p${process.owner.pid} ${JSON.stringify(command)}`, `command: ${command.kind}`)
  world.pipelineOf.set(process, name)
  const { clock, random, owner, files, failpoint, logger } = process
  const execution: ExecutionOptions = {
    clock,
    random,
    owner,
    files,
    failpoint,
    logger,
    signal,
    ruleTimeLimitMs: Number.POSITIVE_INFINITY,
  }
  try {
    if (command.kind === 'replay') {
      const pipeline = pipelineOf(world, process, name, command.rules)
      const report = await replayPipeline(pipeline, { ...execution, diff: command.diff })
      if (process.alive) world.told.push(JSON.stringify(report))
      return report.status === 'failed' || !process.alive
    }
    const pipeline = pipelineOf(world, process, name, 'strict')
    const report =
      command.kind === 'accept'
        ? await acceptBatch(pipeline, { ...execution, batchId: command.batchId, note: 'looked at it' })
        : await runPipeline(pipeline, {
            ...execution,
            ...(command.batchId === undefined ? {} : { batchId: command.batchId }),
          })
    world.hear(process, report)
    return !process.alive || [75, 130, 1, 74].includes(report.exitCode)
  } catch (thrown) {
    world.heardNothing(process, thrown)
    return !process.alive
  }
}

async function driveAmongFaults(world: World, work: Promise<unknown>): Promise<void> {
  let done = false
  const settled = work.finally(() => {
    done = true
  })
  settled.catch(() => undefined)
  for (let steps = 0, idle = 0; !done; steps++) {
    await everythingReady()
    if (done) break
    idle = world.clock.wakeNext() ? 0 : idle + 1
    if (idle > 50) throw new Error('deadlock: processes wait, and nobody is asleep')
    if (steps > 20_000) throw new Error('no end in sight')
    world.disturb()
  }
  await settled
}

/** Faults are over: after one clean run of each batch everything is as if nothing had ever gone wrong. */
async function heal(world: World): Promise<void> {
  world.network.healed = true
  world.files.room = Number.POSITIVE_INFINITY
  await world.clock.drive(world.clock.sleep(9 * 3_600_000))
  // A clock that was set back must not hold anybody up for ever either.
  const pipelines = world.options.otherPipeline ? ['coins', 'other'] : ['coins']
  for (const pipeline of pipelines) await clean(world, { kind: 'run', pipeline })
  for (const { batch_id: batchId, pipeline } of world.store.all<{ batch_id: string; pipeline: string }>(
    `select batch_id, pipeline from batches where state in ('open', 'sealed') order by batch_no`,
  )) {
    await clean(world, { kind: 'run', pipeline, batchId })
  }
  for (const pipeline of pipelines) {
    if (hasParked(world, pipeline)) await replayParked(world, pipeline)
  }
  const judgements = judgementsOf(world, world.spawn(0, new AbortController()))
  checkBatches(world, judgements)
  checkEnd(world)
  if (world.options.networkFaults.length > 0) checkSecrets(world)
  if (!world.options.replayCheck) return
  await checkReplay(world)
  checkBatches(world, judgements)
}

async function clean(world: World, command: Command): Promise<void> {
  const process = world.spawn(0, new AbortController())
  const again = execute(world, process, command, new AbortController().signal)
  await world.clock.drive(again)
  process.kill()
}

function hasParked(world: World, pipeline: string): boolean {
  return (
    world.store.all(`select 1 from batches where parked_at is not null and pipeline = ?`, pipeline).length > 0
  )
}

async function replayParked(world: World, pipeline: string): Promise<void> {
  const batches = world.store
    .all<{ batch_id: string }>(
      'select batch_id from batches where parked_at is not null and pipeline = ?',
      pipeline,
    )
    .map(({ batch_id }) => batch_id)
  count(world.counters, 'parked batches', batches.length)
  await replay(world, pipeline, 'strict', false, batches)
}

async function replay(
  world: World,
  pipeline: string,
  rules: RuleSet,
  diff: boolean,
  batches?: readonly string[],
) {
  const process = world.spawn(0, new AbortController())
  const { clock, random, owner, files, failpoint, logger } = process
  const ports = { clock, random, owner, files, failpoint, logger, ruleTimeLimitMs: Number.POSITIVE_INFINITY }
  world.pipelineOf.set(process, pipeline)
  const defined = pipelineOf(world, process, pipeline, rules)
  const report = await world.clock.drive(
    replayPipeline(defined, { ...ports, diff, ...(batches === undefined ? {} : { batches }) }),
  )
  process.kill()
  if (
    report.error !== null &&
    report.error.code !== 'batch.rejected' &&
    report.error.code !== 'batch.empty'
  ) {
    world.violate('replay', `${report.error.code}: ${report.error.message}`)
  }
  count(world.counters, `replay: ${diff ? 'diff' : 'done'}`)
  return report
}

/** The same rules change nothing; others change what they said they would. */
async function checkReplay(world: World): Promise<void> {
  await replay(world, 'coins', 'strict', false)
  const before = visible(world)
  const again = await replay(world, 'coins', 'strict', false)
  if (visible(world) !== before) world.violate('replay', 'the same rules gave another market')
  for (const { batchId, status } of again.batches) {
    if (status === 'changed') world.violate('replay', `${batchId} changed under the same rules`)
  }
  const foretold = await replay(world, 'coins', 'cheap', true)
  if (visible(world) !== before) world.violate('replay', 'a diff wrote something')
  const came = await replay(world, 'coins', 'cheap', false)
  for (const [at, { batchId, difference, status }] of came.batches.entries()) {
    const said = foretold.batches[at]
    if (said?.status !== status || JSON.stringify(said.difference) !== JSON.stringify(difference)) {
      world.violate(
        'replay',
        `${batchId} came out otherwise than was said: ${JSON.stringify([said, difference])}`,
      )
    }
  }
}
