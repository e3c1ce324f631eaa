import { openMarket } from '@tamis/sink-sqlite/read'

/** How large the market of a pipeline is. Money is in the pipeline's currency. */
export interface PipelineSize {
  readonly pipeline: string
  readonly batch_id: string
  readonly currency: string | null
  readonly coins: number
  /** Null where no coin has one. */
  readonly market_cap: number | null
  readonly total_volume: number | null
}

/**
 * Of the last published batch of each pipeline of a database.
 *
 * @throws TamisError `config.no_database`, `store.*`.
 */
export function sizesIn(database: string): readonly PipelineSize[] {
  using market = openMarket(database)
  return market.pipelines().map((pipeline) => {
    const { batchId, currency, records } = market.universe({ pipeline })
    const sum = (field: string): number | null => sumOf(records.map(({ record }) => record[field]))
    const [market_cap, total_volume] = [sum('market_cap'), sum('total_volume')]
    return { pipeline, batch_id: batchId, currency, coins: records.length, market_cap, total_volume }
  })
}

/** Of what is a number; null when nothing is. */
function sumOf(values: readonly unknown[]): number | null {
  const numbers = values.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[]
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0)
}
