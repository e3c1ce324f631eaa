import { register } from '../register.ts'
import { ruleChecks } from './checks.ts'
import type { RuleSuite } from './suite.ts'

/** Tests every promise of a rule. Call it at the top of a vitest file, once for each rule. */
export function testRule<T extends object>(suite: RuleSuite<T>): void {
  register(`rule ${suite.rule().id}`, ruleChecks(suite))
}
