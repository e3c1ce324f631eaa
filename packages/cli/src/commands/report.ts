import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { pathArgument } from '../path-given.ts'

const FILE = 'tamis-report.html'

export default class Report extends BaseCommand {
  static override summary = 'One HTML page of the market and of how it was gathered, that opens anywhere'
  static override description =
    'Batches over time, what rules keep out, freshness, coins that entered, left or went zombie, and the largest coins, of the last 60 batches or of a range. The page holds all it needs: it makes no request and runs no script, in light and dark, on paper too.'
  static override examples = [
    '<%= config.bin %> report',
    '<%= config.bin %> report june.html --from 2026-06-01 --to 2026-06-30',
    '<%= config.bin %> report - | gzip > report.html.gz',
  ]
  static override args = {
    file: Args.string({ default: FILE, parse: pathArgument, description: 'where to; - is standard output' }),
  }
  static override flags = {
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose market, where there are several pipelines',
    }),
    from: Flags.string({
      helpValue: 'TIME',
      description: 'batches observed at or after it; default the last 60',
    }),
    to: Flags.string({ helpValue: 'TIME', description: 'batches observed at or before it' }),
  }
  protected override printsDocument = this.argv.includes('-')

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Report)
    const [{ openReader }, { parseSpan }] = await Promise.all([
      import('../market/open-reader.ts'),
      import('../times.ts'),
    ])
    using market = await openReader(flags)
    const { choosePipeline } = await import('../config/choose-pipeline.ts')
    const { gatherReport } = await import('../report/report-data.ts')
    const { reportPage } = await import('../report/page.ts')
    const { redact } = await import('../output/redact.ts')
    const data = gatherReport(
      market.reader,
      {
        pipeline: choosePipeline(market.reader.pipelines(), flags.pipeline),
        ...parseSpan(flags),
      },
      Date.now(),
    )
    const page = redact(reportPage(data))
    if (args.file === '-') return void this.write(page)
    const [{ writeWhole }, { bytes, plural }, { safe }] = await Promise.all([
      import('../output/write-whole.ts'),
      import('../output/format.ts'),
      import('../output/safe.ts'),
    ])
    await writeWhole(args.file, [page])
    const size = Buffer.byteLength(page)
    const told = { file: args.file, pipeline: data.pipeline, batches: data.batches.length, bytes: size }
    await this.showValue(
      told,
      () =>
        `${plural(data.batches.length, 'batch', 'batches')} on a page of ${bytes(size)}: ${safe(args.file)}\n`,
    )
  }
}
