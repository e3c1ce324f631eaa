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

const DAYS = [1, 2, 3].map((day) => T0 + day * DAY)
const [FIRST = 0, SECOND = 0, THIRD = 0] = DAYS

/** One batch, judged three times: `b` is kept out, then released, then kept out again for another reason. */
async function judgedThrice() {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'one', T0)
  const good = coin('a', { symbol: 'AAA' })
  const other = coin('b', { symbol: 'AAA' })
  const kept = (rule: string) => ({ ...quarantined('b', 1, rule), findings: [finding(rule)] })
  const judge = async (at: number, keptOut: ReturnType<typeof kept> | null) => {
    const load = loadOf(batch, keptOut === null ? [good, other] : [good])
    const counts = { ...load.counts, extracted: 2, quarantined: keptOut === null ? 0 : 1 }
    await session.sink.commit({ ...load, quarantine: keptOut === null ? [] : [keptOut], counts, at })
  }
  await judge(FIRST, kept('volume.zero'))
  await judge(SECOND, null)
  await judge(THIRD, kept('price.zero'))
  const market = openMarket(path, { now: () => T0 + 9 * DAY })
  onTestFinished(() => market.close())
  return { market, session, judge }
}

test('what was kept out is told as it was known, with the findings of then', async () => {
  const { market } = await judgedThrice()
  const keptOut = (knownAt?: number) =>
    market
      .universe({ includeQuarantined: true, ...(knownAt === undefined ? {} : { knownAt }) })
      .quarantined.map(({ key, findings }) => [key, findings.map(({ rule }) => rule)])

  expect(keptOut(FIRST)).toEqual([['b', ['volume.zero']]])
  expect(keptOut(SECOND)).toEqual([])
  expect(keptOut(THIRD)).toEqual([['b', ['price.zero']]])
  expect(keptOut()).toEqual(keptOut(THIRD))
})

test('a symbol means what it meant in the market as it was known', async () => {
  const { market } = await judgedThrice()
  expect(market.price({ coin: 'aaa' }).key).toBe('a')
  expect(market.price({ coin: 'aaa', knownAt: FIRST }).key).toBe('a')
  expect(() => market.price({ coin: 'aaa', knownAt: SECOND })).toThrow(/shared by 2 coins: a, b/)
})

test('a batch is streamed by its id at the revision that was known', async () => {
  const { market } = await judgedThrice()
  const keysOf = (knownAt?: number) =>
    [...market.records({ batchId: 'ONE', ...(knownAt === undefined ? {} : { knownAt }) }).records].map(
      ({ key, revision }) => `${key}@${revision}`,
    )
  expect([keysOf(FIRST), keysOf(SECOND), keysOf()]).toEqual([['a@1'], ['a@2', 'b@2'], ['a@3']])
})

test('a batch that is not there, or not published, is no empty stream', async () => {
  const { market, session } = await judgedThrice()
  await sealedBatch(session, 'two', T0 + DAY)
  expect(() => market.records({ batchId: 'nope' })).toThrow(
    expect.objectContaining({ code: 'batch.unknown' }),
  )
  expect(() => market.records({ batchId: 'two' })).toThrow(/two is sealed, not published/)
  expect(() => market.records({ batchId: 'one', knownAt: FIRST - 1 })).toThrow(/not published by then/)
})

test('an ad hoc batch is no part of the market, and is streamed by its id', async () => {
  const { market, session } = await judgedThrice()
  const aside = await sealedBatch(session, 'aside', T0 + DAY, { adHoc: true })
  await session.sink.commit(loadOf(aside, [coin('c')]))
  expect([...market.records({ asOf: T0 + 2 * DAY }).records].map(({ key }) => key)).toEqual(['a'])
  expect([...market.records({ batchId: 'aside' }).records].map(({ key }) => key)).toEqual(['c'])
})

test('a replay in the middle of a stream takes nothing from it', async () => {
  const { market, session, judge } = await judgedThrice()
  const later = await sealedBatch(session, 'later', T0 + DAY)
  await session.sink.commit(loadOf(later, [coin('c'), coin('d')]))
  const stream = market.records({ from: T0 }).records[Symbol.iterator]()
  expect(stream.next().value).toMatchObject({ key: 'a', batchId: 'one' })
  await judge(THIRD + DAY, null)
  await session.sink.commit({ ...loadOf(later, [coin('c', { price: 9 })]), at: THIRD + DAY })
  const rest = [...{ [Symbol.iterator]: () => stream }].map(({ key, record }) => [key, record.price])
  expect(rest).toEqual([
    ['c', 1.5],
    ['d', 1.5],
  ])
})
