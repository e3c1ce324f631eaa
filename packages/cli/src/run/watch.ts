import type { ExecutionOptions, LogFields, Logger } from '@tamis/core'
import { stderrLogger } from '../output/logger.ts'
import { progressOn } from '../output/progress.ts'
import { listenForStop } from '../signals.ts'

/** What a command that works for a while hands to the engine. */
export type Watched = Required<Pick<ExecutionOptions, 'signal' | 'logger' | 'onEvent'>>

/**
 * Runs work with logs and a line of progress on stderr, and a signal that aborts on SIGINT and SIGTERM. Structured logs
 * carry the fields in every line.
 */
export async function watching<R>(
  work: (watched: Watched) => Promise<R>,
  fields: LogFields = {},
): Promise<R> {
  // Gone before the caller writes its result, so that nothing is left beside it.
  using progress = progressOn(process.stderr, process.env)
  const logger = clearing(stderrLogger(fields), () => progress.clear())
  using stop = listenForStop((name) => logger.info(`${name}: stopping; once more ends at once`))
  return await work({ signal: stop.signal, logger, onEvent: (event) => progress.event(event) })
}

/** The same logger, with the line of progress out of its way. */
function clearing(logger: Logger, clear: () => void): Logger {
  const wrap =
    (log: (message: string, fields?: LogFields) => void) => (message: string, fields?: LogFields) => {
      clear()
      log(message, fields)
    }
  return {
    debug: wrap(logger.debug),
    info: wrap(logger.info),
    warn: wrap(logger.warn),
    error: wrap(logger.error),
  }
}
