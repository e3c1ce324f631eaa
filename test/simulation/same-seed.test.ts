import { expect, test } from 'vitest'
import { playSchedule } from './schedule.ts'
import { SimulatedStore } from './simulated-store.ts'

const SEEDS = process.env.TAMIS_TORTURE === '1' ? 2000 : 200

test(`the same seed gives the same trace, ${SEEDS} times of ${SEEDS}`, { timeout: 600_000 }, async () => {
  const [one, other] = [new SimulatedStore(), new SimulatedStore()]
  // The second store has another past, which must not show.
  await playSchedule(123_456, other)
  for (let seed = 1; seed <= SEEDS; seed++) {
    const first = await playSchedule(seed, one)
    const second = await playSchedule(seed, other)
    expect(second.trace).toEqual(first.trace)
  }
})
