import { expect, test } from 'vitest'
import { MUTANTS } from './mutants.ts'
import { playSchedule } from './schedule.ts'
import { SimulatedStore } from './simulated-store.ts'

/** A mutant that lives longer than this is not noticed. */
const SEEDS = 3000

test.each(MUTANTS)('a mistake is noticed: $name', { timeout: 600_000 }, async (mutant) => {
  const store = new SimulatedStore()
  let noticed: readonly string[] = []
  let seed = 1
  for (; seed <= SEEDS && !noticed.includes(mutant.breaks); seed++) {
    const { violations } = await playSchedule(seed, store, mutant)
    noticed = violations.map(({ promise }) => promise)
  }
  console.log(`${mutant.name}: noticed by "${mutant.breaks}" after ${seed - 1} schedules`)
  expect(noticed).toContain(mutant.breaks)
})

test('there are at least twelve of them, and between them they break every promise', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(12)
  const promises = ['raw first', 'whole batches', 'conservation', 'idempotence', 'replay', 'secrets stay out']
  expect(promises.filter((promise) => !MUTANTS.some(({ breaks }) => breaks === promise))).toEqual([])
})
