import { type Bodies, type Check, checksOf } from '../check.ts'
import * as judging from './judging.ts'
import { type RulePromise, USUALLY } from './promises.ts'
import { RuleBench, type RuleSuite } from './suite.ts'

function bodies<T extends object>(): Bodies<RulePromise, RuleBench<T>> {
  return {
    'it describes itself': judging.describesItself,
    'it tells good from bad': judging.tellsGoodFromBad,
    'check is pure': judging.checkIsPure,
    'the same record gets the same verdict': judging.sameVerdict,
    'it changes nothing that it is given': judging.changesNothing,
    'it asks for what it uses': judging.usesWhatItAsksFor,
    'findings are evidence': judging.findingsAreEvidence,
    'no record makes it throw': judging.noRecordMakesItThrow,
    'statistics are numbers or null': judging.statisticsAreNumbers,
    'settings are checked': judging.checksSettings,
  }
}

/** The promises of a rule as checks, for runners other than vitest. */
export function ruleChecks<T extends object>(suite: RuleSuite<T>): readonly Check<RulePromise>[] {
  return checksOf(bodies<T>(), suite.skip ?? {}, async () => new RuleBench(suite), USUALLY)
}
