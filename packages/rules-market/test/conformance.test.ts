import { cryptoMarkets } from '@tamis/source-coingecko'
import { testGate, testRule } from '@tamis/testkit'
import { expect, test } from 'vitest'
import type { MarketRecord } from '../src/index.ts'
import { GATES, RULES } from '../src/judges.ts'
import { GATE_CASES, RULE_CASES } from './support/cases.ts'

const { key, fields } = cryptoMarkets
const suite = { dataset: { key: key as keyof MarketRecord & string, fields } }
const NONE = { passes: [], fails: [] }

for (const rule of RULES) testRule({ ...suite, rule: () => rule, ...(RULE_CASES[rule.id] ?? NONE) })
for (const gate of GATES) testGate({ ...suite, gate: () => gate, ...(GATE_CASES[gate.id] ?? NONE) })

test('every rule and gate has its cases', () => {
  expect(Object.keys(RULE_CASES).sort()).toEqual(RULES.map(({ id }) => id).sort())
  expect(Object.keys(GATE_CASES).sort()).toEqual(GATES.map(({ id }) => id).sort())
})
