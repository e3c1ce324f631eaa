import { type Bodies, type Check, checksOf } from '../check.ts'
import { register } from '../register.ts'
import type { SinkPromise } from './promises.ts'
import * as publishing from './publishing.ts'
import { SinkBench, type SinkSuite } from './suite.ts'

const BODIES: Bodies<SinkPromise, SinkBench> = {
  'it describes itself': publishing.describesItself,
  'a batch is published with every record': publishing.publishesBatch,
  'committing the same again changes nothing': publishing.sameAgainChangesNothing,
}

/** The promises of a sink as checks, for runners other than vitest. */
export function sinkChecks(suite: SinkSuite): readonly Check<SinkPromise>[] {
  return checksOf(BODIES, suite.skip ?? {}, () => SinkBench.setUp(suite))
}

/** Tests every promise of a sink, each in a folder of its own. Call it at the top of a vitest file. */
export function testSink(suite: SinkSuite): void {
  register('sink', sinkChecks(suite))
}
