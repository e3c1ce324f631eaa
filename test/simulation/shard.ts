import { expect, test } from 'vitest'
import { addCounters, type Counters, countersText } from './counters.ts'
import { type Outcome, playSchedule } from './schedule.ts'
import { SimulatedStore } from './simulated-store.ts'

const TORTURE = process.env.TAMIS_TORTURE === '1'
/** Schedules in all shards together. */
export const SCHEDULES = Number(process.env.SIM_SCHEDULES ?? (TORTURE ? 200_000 : 10_000))
/** The first seed, so that many schedules can be played in parts. */
const FIRST = Number(process.env.SIM_FIRST ?? 0)
const CHUNK = 500

/** What a shard must have come across, or it proves nothing: names and the least share of its schedules. */
const EXERCISED: readonly (readonly [RegExp, number])[] = [
  ...[
    'page.received',
    'page.put.inside',
    'page.staged',
    'batch.begin.inside',
    'batch.seal.inside',
    'batch.seal.after',
    'sealed',
    'commit.before',
    'commit.inside',
    'commit.after',
    'committed',
    'exported',
    'issues.note.before',
    'issues.note.inside',
    'lease.take.before',
    'lease.renew.inside',
    'run.begin.inside',
    'run.end.inside',
    'file.create.before',
    'file.sync.before',
    'file.rename.before',
    'file.rename.after',
    'file.sync-directory.before',
  ].map((name) => [new RegExp(`^crash: at ${name}$`), 0.002] as const),
  [/^crash: within a transaction$/, 0.02],
  [/^crash: by power cut$/, 0.01],
  [/^crash: at any moment$/, 0.02],
  [/^error: store.fenced$/, 0.005],
  [/^error: pipeline.busy$/, 0.1],
  [/^parked batches$/, 0.01],
  ...['open', 'sealed', 'published', 'rejected', 'abandoned'].map(
    (state) => [new RegExp(`^state at a crash: ${state}$`), 0.01] as const,
  ),
  ...['unreachable', 'slow', 'limited', 'down', 'truncated', 'refused', 'leak'].map(
    (fault) => [new RegExp(`^fault: network ${fault}$`), 0.01] as const,
  ),
  ...['full', 'io', 'locked'].map((fault) => [new RegExp(`^fault: store ${fault}$`), 0.01] as const),
  ...['clock jump', 'stands still', 'asked to stop', 'files full'].map(
    (fault) => [new RegExp(`^fault: ${fault}$`), 0.01] as const,
  ),
]

/** Plays one of so many equal parts of all schedules; vitest plays shards side by side. */
export function testShard(shard: number, shards: number): void {
  const replayed = process.env.SIM_SEED
  if (replayed === undefined) testSchedules(shard, shards)
  else testSeed(Number(replayed), shard)
}

function testSchedules(shard: number, shards: number): void {
  const first = FIRST + shard * (SCHEDULES / shards)
  const last = first + SCHEDULES / shards
  const counters: Counters = new Map()
  // Nobody reads these stacks, and they cost a tenth of the time.
  Error.stackTraceLimit = 0
  const store = new SimulatedStore()
  for (let from = first; from < last; from += CHUNK) {
    test(`schedules ${from} to ${from + CHUNK - 1} keep the promises`, { timeout: 600_000 }, async () => {
      for (let seed = from; seed < from + CHUNK; seed++) {
        const outcome = await playSchedule(seed, store)
        addCounters(counters, outcome.counters)
        if (outcome.violations.length > 0) expect.fail(describe(seed, outcome))
      }
    })
  }
  test('every fault was met, at every point', () => {
    console.log(
      `${last - first} schedules from ${first}, shard ${shard + 1} of ${shards}:\n${countersText(counters)}`,
    )
    const rare = EXERCISED.filter(([name, share]) => {
      const met = [...counters].filter(([counter]) => name.test(counter)).reduce((sum, [, by]) => sum + by, 0)
      return met < share * (last - first)
    })
    expect(rare.map(([name]) => name.source)).toEqual([])
  })
}

function testSeed(seed: number, shard: number): void {
  test.skipIf(shard > 0)(`schedule ${seed} keeps the promises`, async () => {
    const outcome = await playSchedule(seed, new SimulatedStore())
    console.log(describe(seed, outcome))
    expect(outcome.violations).toEqual([])
  })
}

function describe(seed: number, { options, violations, trace }: Outcome): string {
  const broken = violations.map(({ promise, message }) => `${promise}: ${message}`)
  return [
    `seed ${seed}; play it again with SIM_SEED=${seed}`,
    JSON.stringify(options),
    ...trace,
    ...(broken.length > 0 ? ['broken:', ...broken] : ['kept.']),
  ].join('\n')
}
