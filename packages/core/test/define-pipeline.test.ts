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
