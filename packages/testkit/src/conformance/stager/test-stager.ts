import { type Bodies, type Check, checksOf } from '../check.ts'
import { register } from '../register.ts'
import * as keeping from './keeping.ts'
import type { StagerPromise } from './promises.ts'
import { StagerBench, type StagerSuite } from './suite.ts'

const BODIES: Bodies<StagerPromise, StagerBench> = {
  'it describes itself': keeping.describesItself,
  'any bytes come back exactly': keeping.keepsBytes,
  'pages come in the order of their numbers': keeping.keepsOrder,
  'the same page again is a no-op': keeping.samePageIsNoOp,
  'other bytes never replace staged ones': keeping.refusesOtherBytes,
}

/** The promises of a stager as checks, for runners other than vitest. */
export function stagerChecks(suite: StagerSuite): readonly Check<StagerPromise>[] {
  return checksOf(BODIES, suite.skip ?? {}, () => StagerBench.setUp(suite))
}

/** Tests every promise of a stager, each in a folder of its own. Call it at the top of a vitest file. */
export function testStager(suite: StagerSuite): void {
  register('stager', stagerChecks(suite))
}
