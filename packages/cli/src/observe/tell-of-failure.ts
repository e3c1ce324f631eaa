import type { RunReport } from '@tamis/core'
import { stderrLogger } from '../output/logger.ts'
import { observeEnd } from './observer.ts'
import { audienceOf } from './observers.ts'
import type { ObserveSettings } from './settings.ts'

/** Tells observers of a run that failed before it began: by its configuration, for example. */
export async function tellOfFailure(asked: ObserveSettings, report: RunReport): Promise<void> {
  const logger = stderrLogger({ pipeline: report.pipeline })
  await observeEnd(audienceOf(asked, undefined), report, { logger, signal: new AbortController().signal })
}
