import { type Bodies, type Check, checksOf } from '../check.ts'
import * as ending from './ending.ts'
import * as fetching from './fetching.ts'
import * as planning from './planning.ts'
import { type SourcePromise, USUALLY } from './promises.ts'
import * as pure from './pure.ts'
import { SourceBench, type SourceSuite } from './suite.ts'

function bodies<T extends object>(): Bodies<SourcePromise, SourceBench<T>> {
  return {
    'it describes itself and its dataset': pure.describesItself,
    'planning is pure': planning.planningIsPure,
    'the plan is numbered': planning.planIsNumbered,
    'a resumed plan is the same plan': planning.resumedPlanIsSame,
    'what was asked for follows from the plan': planning.askedForFollowsFromPlan,
    'parse is pure': pure.parseIsPure,
    'parse needs the bytes alone': pure.parseNeedsBytesAlone,
    'slice cuts out the text of each candidate': pure.sliceCutsCandidates,
    'keyOf never throws': pure.keyOfNeverThrows,
    'the schema never throws': pure.schemaNeverThrows,
    'records fit the dataset': pure.recordsFit,
    'each record comes once': pure.recordsComeOnce,
    'the answer is kept byte for byte': fetching.keepsBytes,
    'time comes from the context': fetching.timeIsOfContext,
    'a passing failure is retried': fetching.retriesPassing,
    'it waits as long as it is asked to': fetching.waitsAsAsked,
    'no wait passes the deadline': ending.keepsDeadline,
    'it stops when asked to': ending.stopsWhenAsked,
    'silence ends in time': ending.silenceEnds,
    'errors say what to do': fetching.errorsSayWhatToDo,
    'redirects are not followed': fetching.refusesRedirects,
    'the key is found nowhere': fetching.hidesKey,
  }
}

/** The promises of a source as checks, for runners other than vitest. */
export function sourceChecks<T extends object>(suite: SourceSuite<T>): readonly Check<SourcePromise>[] {
  return checksOf(bodies<T>(), suite.skip ?? {}, () => SourceBench.setUp(suite), USUALLY)
}
