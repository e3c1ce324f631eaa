import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { jsonLine } from '../output/json.ts'
import { optionsOf } from '../output/next-command.ts'

export default class Accept extends BaseCommand {
  static override summary = 'Publish a batch that a gate rejected'
  static override description =
    'The only way past a gate, and recorded with its note. Judges the batch again first and refuses, with 65, when it is judged otherwise now than when it was rejected.'
  static override examples = [
    '<%= config.bin %> accept markets-20261122T050000Z --note "tether was delisted today, checked by hand"',
  ]
  static override args = { batch: Args.string({ required: true, description: 'id of the rejected batch' }) }
  static override flags = {
    note: Flags.string({ required: true, helpValue: 'TEXT', description: 'why it is right after all' }),
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'pipeline of the batch, where the config has several',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Accept)
    const [
      { openPipeline },
      { requireDatabase },
      { pipelineOfBatch },
      { acceptBatch, reportToJson },
      { watching },
    ] = await Promise.all([
      import('../run/open-pipeline.ts'),
      import('../market/require-database.ts'),
      import('../market/pipeline-of-batch.ts'),
      import('@tamis/core'),
      import('../run/watch.ts'),
    ])
    const { pipeline, settings } = await openPipeline(
      flags,
      flags.pipeline ?? (await pipelineOfBatch(flags, args.batch)),
    )
    requireDatabase(settings, pipeline)
    const report = await watching((watched) =>
      acceptBatch(pipeline, { batchId: args.batch, note: flags.note, ...watched }),
    )
    const { reportText } = await import('../run/report-text.ts')
    process.exitCode = report.exitCode
    if (report.error !== null) this.tellError(report.error)
    this.write(
      this.asJson ? jsonLine(reportToJson(report)) : reportText(report, { options: optionsOf(flags) }),
    )
  }
}
