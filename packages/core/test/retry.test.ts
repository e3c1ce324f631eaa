import { seeded, VirtualClock } from '@tamis/testkit/simulation'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rateLimit, retryBudget, TamisError, withRetry } from '../src/index.ts'
import { silentLogger } from '../src/run/system.ts'

const down = (retryAfterMs?: number): TamisError =>
  new TamisError('source.unavailable', {
    message: 'down',
    ...(retryAfterMs === undefined ? {} : { details: { retryAfterMs } }),
  })

interface Scene {
  readonly errors: readonly unknown[]
  readonly deadline?: number
  readonly budget?: number
  readonly retries?: number
  readonly seed?: number
  readonly abortAt?: number
  /** How long an attempt takes. Default 0. */
  readonly lastsMs?: number
}

/** Plays attempts that fail in turn and then succeed; tells when each was made. */
async function play({
  errors,
  deadline = Number.POSITIVE_INFINITY,
  budget = 100,
  retries = 5,
  seed = 1,
  abortAt,
  lastsMs = 0,
}: Scene) {
  const clock = new VirtualClock()
  const controller = new AbortController()
  const made: number[] = []
  let left = budget
  if (abortAt !== undefined) void clock.sleep(abortAt).then(() => controller.abort(new Error('stop')))
  const work = withRetry(
    async () => {
      made.push(clock.monotonic())
      if (lastsMs > 0) await clock.sleep(lastsMs)
      const error = errors[made.length - 1]
      if (error !== undefined) throw error
      return 'done'
    },
    {
      retries,
      budget: { take: () => left-- > 0 },
      context: {
        clock,
        random: seeded(seed).next,
        signal: controller.signal,
        deadline,
        emit: () => undefined,
        logger: silentLogger,
      },
    },
  )
  const outcome = await clock.drive(work).catch((error: unknown) => error)
  return { made, outcome, left }
}

test('an attempt that fails for now is made again, after pauses that may grow', async () => {
  const { made, outcome } = await play({ errors: [down(), down(), down()] })
  expect(outcome).toBe('done')
  expect(made).toHaveLength(4)
})

test('pauses are anywhere from nothing to a bound that doubles', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { made } = await play({ errors: Array(8).fill(down()), retries: 7, seed })
      const pauses = made.slice(1).map((at, index) => at - (made[index] as number))
      pauses.forEach((pause, index) => {
        expect(pause).toBeGreaterThanOrEqual(0)
        expect(pause).toBeLessThan(Math.min(30_000, 1000 * 2 ** index))
      })
    }),
    { numRuns: 200 },
  )
})

test('nothing is asked earlier than the source allows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e7 }), fc.integer(), async (asked, seed) => {
      const { made } = await play({ errors: [down(asked)], seed })
      expect(made[1]).toBeGreaterThanOrEqual(asked)
      expect(made[1]).toBeLessThanOrEqual(asked + 1000)
    }),
    { numRuns: 200 },
  )
})

test.each([Number.POSITIVE_INFINITY, 1e18, 600_001])(
  'a wait of %d ms that would pass the deadline is not begun',
  async (asked) => {
    const { made, outcome } = await play({ errors: [down(asked)], deadline: 600_000 })
    expect(made).toEqual([0])
    expect(outcome).toMatchObject({ code: 'source.unavailable' })
  },
)

test('after the retries of a request its last error is what is thrown', async () => {
  const { made, outcome } = await play({ errors: Array(9).fill(down()), retries: 2 })
  expect(made).toHaveLength(3)
  expect(outcome).toMatchObject({ code: 'source.unavailable' })
})

test('a budget that is used up ends the retries of all', async () => {
  const { made } = await play({ errors: Array(9).fill(down()), budget: 1 })
  expect(made).toHaveLength(2)
})

test.each([
  new TamisError('source.refused', { message: 'no' }),
  new TamisError('source.shape', { message: 'odd' }),
  new TypeError('fetch failed'),
  new Error('a bug'),
])('%s is not tried again', async (error) => {
  const { made, outcome, left } = await play({ errors: [error] })
  expect(made).toHaveLength(1)
  expect(outcome).toBe(error)
  expect(left).toBe(100)
})

test('an abort ends the wait at once, with its reason', async () => {
  const { made, outcome } = await play({ errors: [down(60_000)], abortAt: 10 })
  expect(made).toHaveLength(1)
  expect(outcome).toMatchObject({ message: 'stop' })
})

test('an abort during the last attempt is why it ends, whatever the attempt came to', async () => {
  const { outcome } = await play({ errors: [down()], retries: 0, abortAt: 10, lastsMs: 20 })
  expect(outcome).toMatchObject({ message: 'stop' })
})

test('a budget is five retries, or a fifth of the requests', () => {
  const size = (planned: number): number => {
    const budget = retryBudget(planned)
    let taken = 0
    while (budget.take()) taken++
    return taken
  }
  expect([size(1), size(25), size(26), size(100)]).toEqual([5, 5, 6, 20])
})

test('requests that share a limit start no closer than it allows, in any order of asking', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 600 }),
      fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 12 }),
      async (requestsPerMinute, arrivals) => {
        const clock = new VirtualClock()
        const limit = rateLimit({ requestsPerMinute, clock })
        const { signal } = new AbortController()
        const turns: number[] = []
        const all = arrivals.map(async (ms) => {
          await clock.sleep(ms)
          await limit.turn(signal)
          turns.push(clock.monotonic())
        })
        await clock.drive(Promise.all(all))
        for (const [at, turn] of turns.entries()) {
          if (at > 0)
            expect(turn - (turns[at - 1] as number)).toBeGreaterThanOrEqual(60_000 / requestsPerMinute - 1e-6)
        }
        expect(turns).toHaveLength(arrivals.length)
      },
    ),
    { numRuns: 100 },
  )
})

test('a pause that one answer asks for holds for all that follow, also for those that wait already', async () => {
  const clock = new VirtualClock()
  const limit = rateLimit({ requestsPerMinute: 60, clock })
  const { signal } = new AbortController()
  const turns: number[] = []
  const turn = async (): Promise<void> => {
    await limit.turn(signal)
    turns.push(clock.monotonic())
  }
  await turn()
  const waiting = turn()
  limit.pause(5000)
  await clock.drive(Promise.all([waiting, turn()]))
  expect(turns).toEqual([0, 5000, 6000])
})

test('a turn ends with the reason of an abort, before or during the wait', async () => {
  const clock = new VirtualClock()
  const limit = rateLimit({ requestsPerMinute: 1, clock })
  const controller = new AbortController()
  await limit.turn(controller.signal)
  const waiting = limit.turn(controller.signal)
  controller.abort(new Error('stop'))
  await expect(waiting).rejects.toThrow('stop')
  await expect(limit.turn(controller.signal)).rejects.toThrow('stop')
})

test('no limit means no wait', async () => {
  const clock = new VirtualClock()
  const limit = rateLimit({ requestsPerMinute: Number.POSITIVE_INFINITY, clock })
  for (let turn = 0; turn < 3; turn++) await limit.turn(new AbortController().signal)
  expect(clock.monotonic()).toBe(0)
})
