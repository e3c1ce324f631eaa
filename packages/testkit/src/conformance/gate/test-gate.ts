import { register } from '../register.ts'
import { gateChecks } from './checks.ts'
import type { GateSuite } from './suite.ts'

/** Tests every promise of a gate. Call it at the top of a vitest file, once for each gate. */
export function testGate<T extends object>(suite: GateSuite<T>): void {
  register(`gate ${suite.gate().id}`, gateChecks(suite))
}
