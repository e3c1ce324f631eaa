import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand, terminalWidth } from '../base-command.ts'

const FORMATS = ['table', 'json', 'csv', 'jsonl'] as const

export default class Sql extends BaseCommand {
  static override summary = 'Read-only SQL over the database'
  static override description =
    'All tables and views open in the stock sqlite3 shell too. raw_json(body, codec) gives the text of a staged page.'
  static override examples = [
    '<%= config.bin %> sql "select name, current_price from crypto_markets_latest order by market_cap desc limit 5"',
    '<%= config.bin %> sql "select * from batches" --format csv > batches.csv',
    '<%= config.bin %> sql "select raw_json(body, codec) from stg_crypto_markets limit 1" --format jsonl',
  ]
  static override args = {
    query: Args.string({
      required: true,
      description: 'one statement that only reads; - reads it from stdin',
    }),
  }
  static override flags = {
    format: Flags.string({ options: [...FORMATS], description: 'default table on a terminal, else json' }),
  }
  protected override printsDocument = true

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Sql)
    const [{ openReader }, { resultPieces }] = await Promise.all([
      import('../market/open-reader.ts'),
      import('../sql/write-result.ts'),
    ])
    using market = await openReader(flags)
    const { readFileSync } = await import('node:fs')
    const query = args.query === '-' ? readFileSync(0, 'utf8') : args.query
    const usual = process.stdout.isTTY && !flags.json ? 'table' : 'json'
    const format = (flags.format as (typeof FORMATS)[number] | undefined) ?? usual
    await this.writePieces(await resultPieces(market.reader.query(query), format, terminalWidth()))
  }
}
