import { isTamisError, TamisError } from '@tamis/core'
import { buildMarket } from '../config/build-market.ts'
import type { Answers } from './answers.ts'

/** Which flag an entry of the config comes from. */
const FLAGS: Readonly<Record<string, string>> = {
  'pipelines.markets.source.with.universe': '--universe',
  'pipelines.markets.source.with.vsCurrency': '--currency',
  'pipelines.markets.store.with.path': '--database',
}

/**
 * How many requests a run of the answers takes, as the pipeline that they give plans it.
 *
 * @throws TamisError `usage.invalid` naming every answer that cannot be.
 */
export async function requestsOf(
  { universe, currency, database }: Pick<Answers, 'universe' | 'currency' | 'database'>,
  cwd: string,
): Promise<number> {
  const source = { universe, vsCurrency: currency }
  try {
    const pipeline = await buildMarket(cwd, { source, database, issues: null })
    return pipeline.source.estimate().requests
  } catch (error) {
    throw isTamisError(error) && error.code === 'config.invalid' ? ofFlags(error) : error
  }
}

function ofFlags(cause: TamisError): TamisError {
  const problems = cause.message.split('\n').map((problem) => {
    const entry = Object.keys(FLAGS).find((path) => problem.startsWith(`${path}: `))
    return entry === undefined ? problem : `${FLAGS[entry]}${problem.slice(entry.length)}`
  })
  return new TamisError('usage.invalid', {
    message: problems.join('\n'),
    hint: 'See `tamis init --help`.',
    cause,
  })
}
