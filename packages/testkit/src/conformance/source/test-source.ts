import { register } from '../register.ts'
import { sourceChecks } from './checks.ts'
import type { SourceSuite } from './suite.ts'

/** Tests every promise of a source, against a real server of its own. Call it at the top of a vitest file. */
export function testSource<T extends object>(suite: SourceSuite<T>): void {
  register('source', sourceChecks(suite))
}
