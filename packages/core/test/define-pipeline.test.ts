import { type Coin, coinSource } from '@tamis/testkit/simulation'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { definePipeline, type Gate, type Rule, type Sink, type Stager, versionsOf } from '../src/index.ts'
import { requireBatchId } from '../src/run/choose-batch.ts'

const parts = {
  source: coinSource({ transport: () => Promise.reject(new Error('none')) }),
  stager: {} as Stager,
  sink: {} as Sink<Coin>,
}
const rule: Rule<Coin> = {
  kind: 'rule',
  id: 'a',
  version: 1,
  summary: 'a',
  severity: 'warn',
  check: () => 'pass',
}
const gate: Gate<Coin> = {
  kind: 'gate',
  id: 'g',
  version: 1,
  summary: 'g',
  severity: 'warn',
  check: () => ({ outcome: 'passed' }),
}

test('rules, gates and bare schemas are told apart', () => {
  const pipeline = definePipeline({ name: 'p', ...parts, rules: [v.object({}), gate, rule] })
  expect(pipeline.rules.map(({ id }) => id)).toEqual(['schema.1', 'a'])
  expect(pipeline.gates).toEqual([gate])
  expect(pipeline).toMatchObject({ issues: 'data/issue', adHoc: false })
})

test.each(['', 'A', '1a', 'a b', 'a'.repeat(41), '../x'])('%j is no name of a pipeline', (name) => {
  expect(() => definePipeline({ name, ...parts })).toThrow(TypeError)
})

test('two judges with one id are a mistake in the program', () => {
  expect(() => definePipeline({ name: 'p', ...parts, rules: [rule, { ...gate, id: 'a' }] })).toThrow('"a"')
  // Taken by the engine itself.
  for (const taken of [
    { ...gate, id: 'batch.empty' },
    { ...rule, id: 'schema' },
  ])
    expect(() => definePipeline({ name: 'p', ...parts, rules: [taken] })).toThrow(`"${taken.id}"`)
})

test('a rule that looks back at a misspelt field is refused, with each rule, its field and the right name', () => {
  const looking = (id: string, ...historyFields: string[]): Rule<Coin> => ({
    ...rule,
    id,
    // As a plugin without types may have it.
    needs: { history: 1, historyFields: historyFields as (keyof Coin)[] },
  })
  const define = (...rules: Rule<Coin>[]) => definePipeline({ name: 'p', ...parts, rules })
  expect(() => define(looking('a', 'id', 'curent_price'), looking('b', 'volume', 'total_volumes'))).toThrow(
    expect.objectContaining({
      code: 'plugin.invalid',
      message: [
        'a: looks back at curent_price, which coins has not; did you mean current_price?',
        'b: looks back at total_volumes, which coins has not; did you mean total_volume?',
      ].join('\n'),
    }),
  )
  // A rule for several markets may name what one of them has nothing like.
  expect(define(looking('a', 'id', 'circulating_supply')).rules).toHaveLength(1)
})

test('what judges has one hash, which any version, severity or setting changes and order does not', () => {
  const hash = (...rules: (Rule<Coin> | Gate<Coin>)[]) =>
    versionsOf(definePipeline({ name: 'p', ...parts, rules })).hash
  const other = { ...rule, id: 'b' }
  expect(hash(rule, other)).toBe(hash(other, rule))
  const all = [
    hash(rule),
    hash({ ...rule, version: 2 }),
    hash({ ...rule, severity: 'quarantine' }),
    hash({ ...rule, settings: { x: 1 } }),
    hash(rule, gate),
  ]
  expect(new Set(all).size).toBe(all.length)
})

test('a bad batch id is refused with one that would do', () => {
  expect(() => requireBatchId('a b/c')).toThrow(
    expect.objectContaining({ code: 'batch.id_invalid', exitCode: 2, hint: 'Try --batch-id a-b-c' }),
  )
})
