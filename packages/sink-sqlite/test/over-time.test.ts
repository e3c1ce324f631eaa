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
  reading,
  sealedBatch,
  T0,
} from './support/session.ts'

const STATES = ['loaded', 'loaded', 'kept', 'away']

/** Whole numbers below a limit, the same ones every time. */
function diceOf(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return (state >> 16) % limit
  }
}

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

test('events of a range are those of the view of events, whatever befell the coins', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const plans = ['top:3', 'all'].map((universe) => ({ universe, currency: 'usd', parameters: {} }))
  const dice = diceOf(5)
  for (let number = 0; number < 16; number++) {
    const states = Array.from({ length: 40 }, (_, at) => ({
      key: `c${at}`,
      state: STATES[dice(STATES.length)],
    }))
    const ofState = (wanted: string) => states.filter(({ state }) => state === wanted).map(({ key }) => key)
    const plan = plans[dice(2)] ?? plans[0]
    const batch = await sealedBatch(session, `b-${number}`, day(number * 1.4), plan && { plan })
    const load = loadOf(
      batch,
      ofState('loaded').map((id) => coin(id)),
      ofState('kept'),
    )
    await session.sink.commit({ ...load, at: day(number * 1.4) + 1000 })
  }
  using market = openMarket(path)
  const told = market
    .events({ from: 0, to: day(30) })
    .map(({ at, batchId, key, event, rules, lastGoodAt, note }) => [
      ...[new Date(at).toISOString(), batchId, key, event, rules.join()],
      ...[lastGoodAt === null ? null : new Date(lastGoodAt).toISOString(), note],
    ])
  const view = reading(path, (db) =>
    db
      .prepare(
        `select at, batch_id, coin_id, event, coalesce(rules, ''), last_good_at, note from coins_events
         where batch_id not in (
           select first_value(batch_id) over (partition by plan order by extracted_at) from batches)`,
      )
      .raw()
      .all(),
  )
  expect(told.length).toBeGreaterThan(300)
  expect(told.map(String).sort()).toEqual(view.map(String).sort())
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
