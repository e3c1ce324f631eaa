import { type Bodies, type Check, checksOf } from '../check.ts'
import { oneRunAtATime } from '../store/lease.ts'
import * as keeping from './keeping.ts'
import * as killing from './killing.ts'
import * as lasting from './lasting.ts'
import type { StagerPromise } from './promises.ts'
import * as states from './states.ts'
import { StagerBench, type StagerSuite } from './suite.ts'

const BODIES: Bodies<StagerPromise, StagerBench> = {
  'it describes itself': keeping.describesItself,
  'any bytes come back exactly': keeping.keepsBytes,
  'a page comes back as it was put': keeping.keepsPage,
  'names are only names': keeping.namesAreOnlyNames,
  'pages come in the order of their numbers': keeping.keepsOrder,
  'the same page again is a no-op': keeping.samePageIsNoOp,
  'other bytes never replace staged ones': keeping.refusesOtherBytes,
  'a batch is begun once': states.begunOnce,
  'ids are compared without case': states.idsWithoutCase,
  'an id belongs to one pipeline': states.idOfOnePipeline,
  'a batch is sealed whole': states.sealedWhole,
  'a sealed batch takes no page': states.sealedIsClosed,
  'sealed batches come oldest first': states.sealedInOrder,
  'an abandoned batch is begun again as the next attempt': states.nextAttempt,
  'the third failure parks a batch': states.thirdFailureParks,
  'one run at a time': oneRunAtATime,
  'another pipeline runs beside it': lasting.anotherPipeline,
  'a run that lost its lease writes nothing': lasting.fenced,
  'a later run finds everything': lasting.laterRunFinds,
  'a crash tears nothing': lasting.crashTearsNothing,
  'a killed process loses nothing that it was told is kept': killing.losesNothing,
  'a disk that is full loses nothing that was kept': killing.fullDisk,
  'a damaged page is told': lasting.damageIsTold,
  'errors say what to do': lasting.errorsSayWhatToDo,
}

/** The promises of a stager as checks, for runners other than vitest. */
export function stagerChecks(suite: StagerSuite): readonly Check<StagerPromise>[] {
  return checksOf(BODIES, suite.skip ?? {}, () => StagerBench.setUp(suite))
}
