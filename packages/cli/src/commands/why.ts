import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'

export default class Why extends BaseCommand {
  static override summary = 'From a coin back to batch, page, request, sha256 and the JSON it came from'
  static override description =
    'Shows the row or quarantine entry of a coin as of a time, what each rule says of it with its evidence, and the exact JSON cut out of the staged bytes.'
  static override examples = [
    '<%= config.bin %> why bitcoin',
    '<%= config.bin %> why bitcoin --at 2026-06-30T17:00Z --json',
  ]
  static override args = {
    coin: Args.string({ required: true, description: 'id of the coin, or a symbol that only one has' }),
  }
  static override flags = {
    at: Flags.string({ helpValue: 'TIME', description: 'as of this time; default the latest batch' }),
    pipeline: Flags.string({ helpValue: 'NAME', description: 'pipeline, where there are several' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Why)
    const [{ openReader }, { openPipeline }, { explainCoin }, { parseTime }, { optionsOf }] =
      await Promise.all([
        import('../market/open-reader.ts'),
        import('../run/open-pipeline.ts'),
        import('../why/explain-coin.ts'),
        import('../times.ts'),
        import('../output/next-command.ts'),
      ])
    using market = await openReader(flags)
    const { pipeline } = await openPipeline(flags, flags.pipeline)
    const at = flags.at === undefined ? undefined : parseTime(flags.at)
    const lineage = await explainCoin(market.reader, pipeline, args.coin, at)
    const [{ lineageLine }, { lineageText }] = await Promise.all([
      import('../why/lineage-json.ts'),
      import('../why/lineage-text.ts'),
    ])
    this.write(this.asJson ? lineageLine(lineage) : lineageText(lineage, optionsOf(flags)))
  }
}
