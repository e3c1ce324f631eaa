import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { isTamisError } from '@tamis/core'
import { type PipelineSize, sizesIn } from './sizes.ts'

export class MarketSizeCommand extends Command {
  static override summary = 'How large the market is: coins, market cap and volume of each pipeline'
  static override description = 'Of the last published batch. Reads the database, and never writes it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --database data/market.db --json',
  ]
  static override enableJsonFlag = true
  static override flags = {
    database: Flags.string({
      helpValue: 'FILE',
      description: 'SQLite file of tamis',
      env: 'TAMIS_DATABASE',
      default: 'data/market.db',
    }),
  }

  /** What it returns is its `--json`. */
  async run(): Promise<readonly PipelineSize[]> {
    const { flags } = await this.parse(MarketSizeCommand)
    const sizes = sizesIn(flags.database)
    for (const { pipeline, batch_id, coins, market_cap, total_volume, currency } of sizes) {
      this.log(
        `${pipeline}  ${coins} coins, market cap ${amount(market_cap)}, volume ${amount(total_volume)} ${currency}`,
      )
      this.log(`  as of batch ${batch_id}`)
    }
    return sizes
  }

  /** An error of tamis says what to do next, and has the exit code that schedulers know. */
  protected override async catch(thrown: Error & { exitCode?: number }): Promise<void> {
    if (!isTamisError(thrown)) return super.catch(thrown)
    this.error(thrown.message, { exit: thrown.exitCode, suggestions: [thrown.hint] })
  }
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 })

function amount(value: number | null): string {
  return value === null ? 'unknown' : COMPACT.format(value)
}
