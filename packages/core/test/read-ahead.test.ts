import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Coin, coinSource } from '@tamis/testkit/simulation'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReadAhead } from '../src/run/read-ahead.ts'
import { Collector } from '../src/transform/collect.ts'
import { stagedPage as page } from './support/staged-page.ts'

const source = coinSource({
  transport: () => Promise.reject(new Error('no network here')),
  pages: 3,
  perPage: 1,
})

const readAhead = (from = source): ReadAhead<Coin> =>
  new ReadAhead(new Collector(from, from.plan, () => undefined))

test('in whatever order pages come, they are collected by number', () => {
  const numbers = [1, 2, 3, 4, 5]
  fc.assert(
    fc.property(fc.shuffledSubarray(numbers, { minLength: 5 }), fc.boolean(), (order, listed) => {
      const ahead = readAhead()
      if (listed) ahead.add(page(0, '[]'))
      for (const number of order) ahead.add(page(number, `[{"id":"same"},{"id":"only-${number}"}]`))
      const collected = ahead.end()
      expect(collected?.items.map(({ key }) => key)).toEqual(['same', ...numbers.map((n) => `only-${n}`)])
      expect(collected?.duplicates.map((duplicate) => duplicate.page)).toEqual([2, 3, 4, 5])
    }),
  )
})

test('a listing that comes after the first page holds up none of those that follow', () => {
  let parsed = 0
  const parse = (): readonly unknown[] => {
    parsed++
    return []
  }
  const ahead = readAhead({ ...source, parse })
  for (const number of [1, 0, 2, 3]) ahead.add(page(number, '[]'))
  expect(parsed).toBe(3)
})

test('what a source throws at a page does not keep others from coming, and is told at the end', () => {
  const parse = (): never => {
    throw new Error('not today')
  }
  const ahead = readAhead({ ...source, parse })
  for (const number of [1, 2, 3]) ahead.add(page(number, '[]'))
  expect(() => ahead.end()).toThrow(expect.objectContaining({ code: 'parse.failed' }))
})

test('a page that was read is held by nobody', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const ahead = readAhead()
  const coins = (number: number) => Array.from({ length: 500 }, (_, at) => ({ id: `${number}-${at}` }))
  const received = [1, 2].map((number) => {
    const whole = page(number, JSON.stringify(coins(number)))
    ahead.add(whole, { ...whole, body: new Uint8Array() })
    return new WeakRef(whole.body)
  })
  // What a reference was made to is not collected before the turn is over.
  await setImmediate()
  collectGarbage()
  expect(received.map((body) => body.deref())).toEqual([undefined, undefined])
  expect(ahead.end()?.items).toHaveLength(1000)
})
