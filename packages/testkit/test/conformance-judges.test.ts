import type { Rule } from '@tamis/core'
import { GATE_PROMISES, gateChecks, RULE_PROMISES, ruleChecks, testGate, testRule } from '@tamis/testkit'
import { expect, test } from 'vitest'
import { BROKEN_GATES, CATCH_SUITE } from './broken/gates.ts'
import { BROKEN_RULES, FISH_SUITE } from './broken/rules.ts'
import { catchGate } from './support/good-gate.ts'
import { type Fish, fishRule } from './support/good-rule.ts'
import { expectTold } from './support/told.ts'

// The arms that must pass: a rule and a gate that keep every promise.
testRule({ ...FISH_SUITE, rule: fishRule })
testGate({ ...CATCH_SUITE, gate: catchGate })

test.each(RULE_PROMISES)('a rule that breaks it is told so: %s', async (promise) => {
  await expectTold(ruleChecks({ ...FISH_SUITE, rule: BROKEN_RULES[promise] }), promise)
})

test.each(GATE_PROMISES)('a gate that breaks it is told so: %s', async (promise) => {
  await expectTold(gateChecks({ ...CATCH_SUITE, gate: BROKEN_GATES[promise] }), promise)
})

test('a suite without cases proves nothing, and says so', async () => {
  const rule = ruleChecks({ rule: fishRule, passes: [], fails: [] })
  await expect(rule.find(({ promise }) => promise === 'check is pure')?.run()).rejects.toThrow(
    'one that fails',
  )
  const gate = gateChecks({ gate: catchGate, passes: [], fails: [] })
  await expect(gate.find(({ promise }) => promise === 'check is pure')?.run()).rejects.toThrow(
    'one that fails',
  )
})

test('a rule that looks back at a field must have asked for it', async () => {
  const asksFor = (historyFields: readonly (keyof Fish)[]) => () => {
    const rule = fishRule()
    return { ...rule, needs: { ...rule.needs, historyFields } }
  }
  const check = (rule: () => Rule<Fish>) =>
    ruleChecks({ ...FISH_SUITE, rule }).find(({ promise }) => promise === 'it asks for what it uses')
  await expect(check(asksFor(['name']))?.run()).rejects.toThrow('looks back at weight_g')
  expect(await check(asksFor(['weight_g']))?.run()).toBeUndefined()
})

test('what a field is without null is told by the dataset', async () => {
  const nullable = (name: boolean) => ({
    key: 'fish_id' as const,
    fields: {
      name: { type: 'text', nullable: name, doc: 'Its name.' },
      weight_g: { type: 'real', nullable: true, doc: 'Its weight in grams.' },
      caught_at: { type: 'timestamp', nullable: false, doc: 'When it was caught.' },
    } as const,
  })
  const rule = BROKEN_RULES['no record makes it throw']
  const check = (name: boolean) =>
    ruleChecks({ ...FISH_SUITE, rule, dataset: nullable(name) }).find(({ promise }) =>
      promise.startsWith('no record'),
    )
  await expect(check(true)?.run()).rejects.toThrow('name: null')
  expect(await check(false)?.run()).toBeUndefined()
})
