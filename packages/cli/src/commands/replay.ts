import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand, terminalWidth } from '../base-command.ts'
import { LOG_FORMAT_FLAG } from '../output/log-format.ts'
import { BATCH_FLAGS } from '../replay/replay-flags.ts'

export default class Replay extends BaseCommand {
  static override summary = 'Judge and load staged batches again, without a request'
  static override description =
    'Parses, judges and loads from the staged pages, each batch in one transaction. What changes becomes a new revision; what it replaced is kept. Under the same rules nothing changes. --diff shows what would change and writes nothing.'
  static override examples = [
    '<%= config.bin %> replay --all --diff',
    '<%= config.bin %> replay --batch markets-20261122T050000Z',
    '<%= config.bin %> replay markets --from 2026-06-01 --to 2026-06-30',
  ]
  static override args = {
    pipeline: Args.string({ description: 'name of the pipeline; needed where the config has several' }),
  }
  static override flags = {
    ...BATCH_FLAGS,
    ...LOG_FORMAT_FLAG,
    diff: Flags.boolean({ description: 'show what would change, write nothing' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Replay)
    const [{ openPipeline }, { batchChoice }, { replayAndReport }] = await Promise.all([
      import('../run/open-pipeline.ts'),
      import('../replay/replay-flags.ts'),
      import('../replay/replay-and-report.ts'),
    ])
    const choice = batchChoice(flags)
    const [{ requireDatabase }, { pipelineOfBatch }] = await Promise.all([
      import('../market/require-database.ts'),
      import('../market/pipeline-of-batch.ts'),
    ])
    const name = args.pipeline ?? (await pipelineOfBatch(flags, flags.batch?.[0]))
    const { pipeline, settings } = await openPipeline(flags, name, { readOnly: flags.diff })
    requireDatabase(settings, pipeline)
    const report = await replayAndReport(pipeline, { ...choice, diff: flags.diff })
    const [{ replayJson }, { replayText }] = await Promise.all([
      import('../replay/replay-json.ts'),
      import('../replay/replay-text.ts'),
    ])
    process.exitCode = report.exitCode
    if (report.error !== null) this.tellError(report.error)
    await this.showValue(replayJson(report), () => replayText(report, terminalWidth()))
  }
}
