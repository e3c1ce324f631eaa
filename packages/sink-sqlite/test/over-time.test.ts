import { expect, onTestFinished, test } from 'vitest'
import { openMarket } from '../src/read.ts'
import { coin } from './support/coins.ts'
import {
  DAY,
  databasePath,
  finding,
  loadOf,
  openSession,
  quarantined,
  sealedBatch,
  T0,
} from './support/session.ts'

const day = (number: number): number => T0 + number * DAY

/** Four days: `dead` stops trading on the second and is back on the fourth, `old` leaves, `new` comes. */
async function fourDays() {
  const path = databasePath()
  const session = await openSession(path)
  const both = {
    ...quarantined('b', 1),
    key: 'dead',
    findings: [finding('volume.zero'), finding('price.zero')],
  }
  const days = [
    { good: ['big', 'dead', 'old'], kept: [] },
    { good: ['big', 'old'], kept: [quarantined('dead', 2), quarantined('born-dead', 3)] },
    { good: ['big', 'new'], kept: [{ ...both, position: 2 }] },
    { good: ['big', 'new', 'dead'], kept: [] },
  ]
  for (const [number, { good, kept }] of days.entries()) {
    const batch = await sealedBatch(session, `day-${number}`, day(number))
    const load = loadOf(
      batch,
      good.map((id) => coin(id, { price: number })),
    )
    const counts = { ...load.counts, extracted: good.length + kept.length, quarantined: kept.length }
    await session.sink.commit({ ...load, quarantine: kept, counts, at: day(number) + 1000 })
  }
  const market = openMarket(path, { now: () => day(9) })
  onTestFinished(() => market.close())
  return market
}

test('events of a range compare each batch with the one before it', async () => {
  const market = await fourDays()
  const told = (from: number, to: number) =>
    market.events({ from, to }).map(({ batchId, key, event, rules }) => [batchId, key, event, rules])
  const all = [
    ['day-1', 'born-dead', 'first_seen', ['volume.zero']],
    ['day-1', 'born-dead', 'kept_out', ['volume.zero']],
    ['day-1', 'dead', 'kept_out', ['volume.zero']],
    ['day-2', 'born-dead', 'disappeared', ['volume.zero']],
    ['day-2', 'new', 'first_seen', []],
    ['day-2', 'old', 'disappeared', []],
    ['day-3', 'dead', 'back', []],
  ]
  expect(told(day(0), day(3)).sort()).toEqual(all)
  expect(told(day(2), day(2)).sort()).toEqual(all.filter(([batch]) => batch === 'day-2'))
  expect(told(day(4), day(9))).toEqual([])
  expect(market.events({ from: day(1), to: day(1) })[1]).toMatchObject({ lastGoodAt: null })
})

test('records of coins come over a range, batch by batch, in the order asked for', async () => {
  const market = await fourDays()
  const told = (from?: number) =>
    market
      .history({ coins: ['dead', 'big'], ...(from === undefined ? {} : { from }) })
      .map(({ batchId, key, record }) => `${batchId} ${key} ${record.price}`)
  expect(told(day(2))).toEqual(['day-2 big 2', 'day-3 dead 3', 'day-3 big 3'])
  expect(told()).toHaveLength(6)
  const some = market.history({ coins: ['big'], batchIds: ['day-1'] })
  expect(some.map(({ batchId }) => batchId)).toEqual(['day-1'])
})

test('what rules keep out is counted by the set of them, so that it adds up', async () => {
  const market = await fourDays()
  expect(market.keptOutByRules({ from: day(0), to: day(3) })).toEqual([
    { batchId: 'day-1', rules: ['volume.zero'], records: 2 },
    { batchId: 'day-2', rules: ['price.zero', 'volume.zero'], records: 1 },
  ])
  expect(market.keptOutByRules({ from: day(2), to: day(2) })).toHaveLength(1)
})
