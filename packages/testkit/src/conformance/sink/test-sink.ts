import { register } from '../register.ts'
import { sinkChecks } from './checks.ts'
import type { SinkSuite } from './suite.ts'

/** Tests every promise of a sink, each in a folder of its own. Call it at the top of a vitest file. */
export function testSink(suite: SinkSuite): void {
  register('sink', sinkChecks(suite))
}
