import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { EXPORT_FORMATS } from '../export/formats.ts'
import { KNOWN_AT_FLAG } from '../market/clocks.ts'
import { pathArgument, pathFlag } from '../path-given.ts'

/** What a stop leaves behind. */
const AGAIN = 'No file is there by halves; run the command again.'

export default class Export extends BaseCommand {
  static override summary =
    'The final layer as CSV, JSON lines or Parquet: a batch, the market as of a time, or a range'
  static override description =
    'Goes to standard output, or to a file that is there whole or not at all. CSV is safe to open in a spreadsheet: text that it would take for a formula begins with an apostrophe; Parquet and JSON lines are exact. --partitioned keeps a folder of Parquet files, date=…/batch=…, up to date with all batches, for Spark, Trino or DuckDB.'
  static override examples = [
    '<%= config.bin %> export > latest.csv',
    '<%= config.bin %> export june.parquet --as-of 2026-06-30',
    '<%= config.bin %> export panel.parquet --from 2026-01-01 --to 2026-06-30',
    '<%= config.bin %> export --batch markets-20261122T050000Z --format jsonl',
    '<%= config.bin %> export --partitioned lake',
  ]
  static override args = {
    file: Args.string({ parse: pathArgument, description: 'where to; - or nothing is standard output' }),
  }
  static override flags = {
    format: Flags.string({
      options: [...EXPORT_FORMATS],
      description: 'default by the name of the file, else csv',
    }),
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose market, where there are several pipelines',
    }),
    batch: Flags.string({
      helpValue: 'ID',
      exclusive: ['from', 'to', 'as-of'],
      description: 'this batch alone',
    }),
    'as-of': Flags.string({
      helpValue: 'TIME',
      exclusive: ['from', 'to'],
      description: 'the market as it was observed last by then',
    }),
    from: Flags.string({ helpValue: 'TIME', description: 'batches observed at or after it' }),
    to: Flags.string({ helpValue: 'TIME', description: 'batches observed at or before it' }),
    'known-at': KNOWN_AT_FLAG,
    null: Flags.string({
      helpValue: 'TEXT',
      description: 'what stands for null in CSV; default nothing, and "" for empty text',
    }),
    partitioned: Flags.string({
      parse: pathFlag,
      helpValue: 'DIR',
      exclusive: ['format', 'null'],
      description: 'bring a folder of Parquet files up to date, one a batch; default all batches',
    }),
  }
  protected override printsDocument = true

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Export)
    const [{ openReader }, { rangeOf, lakeRangeOf }, { listenForStop }] = await Promise.all([
      import('../market/open-reader.ts'),
      import('../export/range.ts'),
      import('../signals.ts'),
    ])
    using market = await openReader(flags)
    if (flags.partitioned !== undefined) {
      const { fillLake, lakeText, requireNoFile } = await import('../export/lake.ts')
      this.printsDocument = false
      requireNoFile(args.file)
      using stop = listenForStop((name) => this.tell(`${name}: stopping\n`), AGAIN)
      const report = await fillLake(market.reader, flags.partitioned, lakeRangeOf(flags), stop.signal)
      return this.showValue(report, () => lakeText(report))
    }
    const [{ formatOf, nullTextOf }, { documentOf, exportFile, exportedText }] = await Promise.all([
      import('../export/formats.ts'),
      import('../export/export-market.ts'),
    ])
    const format = formatOf(flags.format, args.file)
    const options = { format, nullText: nullTextOf(flags.null, format) }
    const stream = market.reader.records(rangeOf(flags))
    if (args.file === undefined || args.file === '-') {
      // Awaited here: the database is closed on return.
      await this.writePieces(await documentOf(stream, options, process.stdout))
      return
    }
    this.printsDocument = false
    using stop = listenForStop((name) => this.tell(`${name}: stopping\n`), AGAIN)
    const exported = await exportFile(stream, options, args.file, stop.signal)
    await this.showValue(exported, () => exportedText(exported))
  }
}
