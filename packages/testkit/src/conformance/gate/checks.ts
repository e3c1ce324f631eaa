import { type Bodies, type Check, checksOf } from '../check.ts'
import * as judging from './judging.ts'
import type { GatePromise } from './promises.ts'
import { GateBench, type GateSuite } from './suite.ts'

function bodies<T extends object>(): Bodies<GatePromise, GateBench<T>> {
  return {
    'it describes itself': judging.describesItself,
    'it tells good from bad': judging.tellsGoodFromBad,
    'check is pure': judging.checkIsPure,
    'the same batch gets the same verdict': judging.sameVerdict,
    'it changes nothing that it is given': judging.changesNothing,
    'verdicts are evidence': judging.verdictsAreEvidence,
    'no batch makes it throw': judging.noBatchMakesItThrow,
    'settings are checked': judging.checksSettings,
  }
}

/** The promises of a gate as checks, for runners other than vitest. */
export function gateChecks<T extends object>(suite: GateSuite<T>): readonly Check<GatePromise>[] {
  return checksOf(bodies<T>(), suite.skip ?? {}, async () => new GateBench(suite))
}
