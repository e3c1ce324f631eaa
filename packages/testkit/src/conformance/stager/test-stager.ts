import { register } from '../register.ts'
import { stagerChecks } from './checks.ts'
import type { StagerSuite } from './suite.ts'

/** Tests every promise of a stager, each in a folder of its own. Call it at the top of a vitest file. */
export function testStager(suite: StagerSuite): void {
  register('stager', stagerChecks(suite))
}
