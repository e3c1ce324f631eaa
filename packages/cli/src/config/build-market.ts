import type { Pipeline } from '@tamis/core'
import { buildPipeline } from './build-pipeline.ts'
import type { AnyRecord } from './plugin-kinds.ts'

interface Market {
  /** Options of the CoinGecko source. */
  readonly source: Readonly<Record<string, unknown>>
  readonly database: string
  readonly issues: string | null
}

/**
 * The pipeline `markets` that no file and nothing of the environment has a say in, so that no key and no other database is
 * touched.
 *
 * @throws TamisError `config.invalid` with every problem.
 */
export function buildMarket(cwd: string, { source, database, issues }: Market): Promise<Pipeline<AnyRecord>> {
  const settings = {
    file: null,
    folder: cwd,
    cwd,
    database,
    databaseChosen: true,
    issues,
    observe: {},
    pipelines: { markets: { source: { use: '@tamis/source-coingecko', with: source } } },
  }
  return buildPipeline(settings, 'markets', { env: {}, readFile: () => '' })
}
