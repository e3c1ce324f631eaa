import { isTamisError, type Page } from '@tamis/core'
import { generateMarket } from '@tamis/testkit/server'
import { type Seeded, seeded } from '@tamis/testkit/simulation'
import { expect, it } from 'vitest'
import coingeckoMarkets, { cryptoMarkets } from '../src/index.ts'
import { head, startHostile } from './hostile-server.ts'
import { contextOf, staged } from './support.ts'

/** All of them under `TAMIS_TORTURE`; the same seeds in the same order either way. */
const ANSWERS = process.env.TAMIS_TORTURE ? 20_000 : 600
const AT_ONCE = 20
const KEY = 'CG-MUTATED-0123456789'

const coins = JSON.stringify(
  generateMarket({ size: 4, seed: 5, observedAt: new Date('2026-11-22T05:00:00Z') }),
)
const closing = { etag: 'W/"1"', connection: 'close' }
const measured = { ...closing, 'content-length': String(Buffer.byteLength(coins)) }
const TOKENS = [
  '\0',
  '"',
  '\\',
  '{',
  '[',
  ']',
  '}',
  ',',
  ':',
  '\r\n',
  '\r\n\r\n',
  '\\ud800',
  '__proto__',
  '-',
  KEY,
]
const VALUES = ['null', '1e999', '-1', '"1.5"', '"x"', '""', 'true', '[]', '{}', '[[]]', '{"times":"a"}', '0']

/** A good answer with one to three wounds: to a value of its body, or to any bytes of its head or body. */
function mutate(draws: Seeded): Buffer {
  let body = coins
  let wounds = draws.between(1, 3)
  const isOfValues = draws.chance(0.4)
  for (; isOfValues && wounds > 0; wounds--) {
    const members = [...body.matchAll(/:(?:"[^"]*"|[^",:{}[\]]+)(?=[,}])/g)]
    const { 0: member, index } = draws.pick(members)
    body = `${body.slice(0, index)}:${draws.pick(VALUES)}${body.slice(index + member.length)}`
  }
  // What tells the length would find most wounds before the parser does.
  let bytes = Buffer.from(head(200, isOfValues || draws.chance(0.5) ? closing : measured) + body)
  const bodyAt = bytes.length - Buffer.byteLength(body)
  for (; wounds > 0; wounds--) {
    const [from, to] = draws.chance(0.5) ? [0, bodyAt] : [bodyAt, bytes.length]
    const at = Math.min(draws.between(from, to - 1), bytes.length)
    const end = Math.min(at + draws.between(0, 30), bytes.length)
    const random = Buffer.from(Array.from({ length: draws.between(1, 8) }, () => draws.between(0, 255)))
    const filling = draws.pick([
      random,
      Buffer.from(draws.pick(TOKENS)),
      bytes.subarray(at, end),
      Buffer.alloc(0),
    ])
    const rest = draws.pick([at, end, at + filling.length])
    bytes = Buffer.concat([bytes.subarray(0, at), filling, bytes.subarray(rest)])
  }
  return bytes
}

/** Whatever was accepted can be taken apart, and each of its values is a record or has findings. */
function takeApart(page: Page): 'good' | 'bad' {
  const source = coingeckoMarkets()
  const values = [...source.parse(staged(page))]
  expect(source.slice(staged(page)).map((text) => JSON.parse(text))).toEqual(values)
  const judged = values.map((value) => cryptoMarkets.schema['~standard'].validate(value))
  return judged.every((one) => !(one instanceof Promise) && one.issues === undefined) ? 'good' : 'bad'
}

it(`${ANSWERS} mutated answers are taken or refused, and none of them does anything else`, {
  timeout: 600_000,
}, async () => {
  const answers = new Map<string, Buffer>()
  await using server = await startHostile((socket, request) => {
    socket.end(answers.get(/GET \/(\d+)\//.exec(request)?.[1] ?? '') ?? Buffer.alloc(0))
  })
  const source = coingeckoMarkets({ plan: 'demo', apiKey: KEY, baseUrl: server.url, timeoutMs: 5000 })
  const context = contextOf({ deadline: 0 })
  const outcomes = new Map<string, number>()

  async function outcomeOf(seed: number): Promise<string> {
    answers.set(String(seed), mutate(seeded(seed)))
    const url = `${server.origin}/${seed}/coins/markets`
    // Without a deadline to wait for, a session makes one attempt.
    const session = source.connect(context)
    try {
      return takeApart(await session.fetch({ page: 1, kind: 'records', url, params: {} }))
    } catch (error) {
      if (!isTamisError(error) || !error.code.startsWith('source.')) throw error
      expect(JSON.stringify([error.message, error.details])).not.toContain('MUTATED')
      return error.code
    } finally {
      answers.delete(String(seed))
      expect(session.calls).toBe(1)
    }
  }

  for (let seed = 0; seed < ANSWERS; seed += AT_ONCE) {
    const some = await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => outcomeOf(seed + at)))
    for (const outcome of some) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
  console.log(Object.fromEntries(outcomes))
  for (const kind of [
    'good',
    'bad',
    'source.leak',
    'source.not_json',
    'source.truncated',
    'source.unreachable',
  ]) {
    expect(outcomes.get(kind) ?? 0, kind).toBeGreaterThan(0)
  }
})
