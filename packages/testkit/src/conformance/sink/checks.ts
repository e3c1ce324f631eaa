import { type Bodies, type Check, checksOf } from '../check.ts'
import { oneRunAtATime } from '../store/lease.ts'
import * as failing from './failing.ts'
import * as lasting from './lasting.ts'
import * as lookingBack from './looking-back.ts'
import type { SinkPromise } from './promises.ts'
import * as publishing from './publishing.ts'
import * as quarantine from './quarantine.ts'
import { SinkBench, type SinkSuite } from './suite.ts'
import * as values from './values.ts'

const BODIES: Bodies<SinkPromise, SinkBench> = {
  'it describes itself': publishing.describesItself,
  'a batch is published with every record': publishing.publishesBatch,
  'every value comes back as it was': values.keepsValues,
  'what it cannot keep it refuses': values.refusesMisfits,
  'names are only names': values.namesAreOnlyNames,
  'committing the same again changes nothing': publishing.sameAgainChangesNothing,
  'a change is the next revision': publishing.changeIsNextRevision,
  'a dry run writes nothing': publishing.dryRunWritesNothing,
  'what does not add up is refused': failing.refusesWhatDoesNotAddUp,
  'a commit that fails leaves nothing': failing.failedCommitLeavesNothing,
  'a crash leaves a batch whole or absent': failing.crashLeavesWhole,
  'a killed process leaves a batch whole or absent': lasting.killLeavesWhole,
  'a disk that is full leaves a batch whole or absent': lasting.fullDiskLeavesWhole,
  'a rejected batch shows no record': failing.rejectedShowsNothing,
  'a published batch is not taken back': failing.publishedStays,
  'the quarantine keeps records as they were received': quarantine.keepsEntries,
  'a record that passes now is released': quarantine.releasesWhatPasses,
  'a release by hand is honoured': quarantine.honoursRelease,
  'ids are compared without case': lookingBack.idsWithoutCase,
  'committed batches come by time': lookingBack.committedByTime,
  'history looks back only': lookingBack.historyLooksBack,
  'earlier batches tell what gates measured': lookingBack.earlierTellsMeasures,
  'an issue file is owed until it is written': lookingBack.issueFileIsOwed,
  'one run at a time': oneRunAtATime,
  'another pipeline runs beside it': lookingBack.anotherPipeline,
  'a run that lost its lease writes nothing': lasting.fenced,
  'a later run finds everything': lookingBack.laterRunFinds,
  'a new field loses nothing': lasting.newFieldLosesNothing,
  'errors say what to do': lasting.errorsSayWhatToDo,
}

/** The promises of a sink as checks, for runners other than vitest. */
export function sinkChecks(suite: SinkSuite): readonly Check<SinkPromise>[] {
  return checksOf(BODIES, suite.skip ?? {}, () => SinkBench.setUp(suite))
}
