import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../export/rows.ts'
import { clocksOf, KNOWN_AT_FLAG } from '../market/clocks.ts'
import { parseTime } from '../times.ts'

export default class Export extends BaseCommand {
  static override summary = 'The final layer as CSV or JSON lines: the latest batch, a past one, or a range'
  static override description =
    'Goes to standard output, or to a file that is there whole or not at all. CSV is safe to open in a spreadsheet: text that would be taken for a formula is quoted with an apostrophe.'
  static override examples = [
    '<%= config.bin %> export > latest.csv',
    '<%= config.bin %> export markets.jsonl --from 2026-01-01 --to 2026-06-30',
    '<%= config.bin %> export --batch markets-20261122T050000Z --format jsonl',
  ]
  static override args = { file: Args.string({ description: 'where to; default standard output' }) }
  static override flags = {
    format: Flags.string({
      options: [...EXPORT_FORMATS],
      description: 'default by the name of the file, else csv',
    }),
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose market, where there are several pipelines',
    }),
    batch: Flags.string({ helpValue: 'ID', exclusive: ['from', 'to'], description: 'this batch alone' }),
    from: Flags.string({ helpValue: 'TIME', description: 'batches observed at or after it' }),
    to: Flags.string({ helpValue: 'TIME', description: 'batches observed at or before it' }),
    'known-at': KNOWN_AT_FLAG,
  }
  protected override readonly printsDocument = true

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Export)
    const [{ openReader }, { exportLines }, { writeWhole }] = await Promise.all([
      import('../market/open-reader.ts'),
      import('../export/rows.ts'),
      import('../export/write-file.ts'),
    ])
    using market = await openReader(flags)
    const { knownAt } = clocksOf(undefined, flags['known-at'])
    const stream = market.reader.records({
      ...(flags.pipeline === undefined ? {} : { pipeline: flags.pipeline }),
      ...(flags.batch === undefined ? {} : { batchId: flags.batch }),
      ...(flags.from === undefined ? {} : { from: parseTime(flags.from, 'start') }),
      ...(flags.to === undefined ? {} : { to: parseTime(flags.to) }),
      ...(knownAt === undefined ? {} : { knownAt }),
    })
    const byName = args.file?.endsWith('.jsonl') === true ? 'jsonl' : 'csv'
    const lines = exportLines(stream, (flags.format as ExportFormat | undefined) ?? byName)
    if (args.file === undefined) for (const line of lines) this.write(line)
    else {
      const written = await writeWhole(args.file, lines)
      this.tell(`${written} lines in ${args.file}\n`)
    }
  }
}
