import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { RunReport, TamisError } from '@tamis/core'
import { BaseCommand, type GlobalFlags } from '../base-command.ts'
import { jsonLine } from '../output/json.ts'
import { optionsOf } from '../output/next-command.ts'
import { failedRunJson } from '../run/failed-run.ts'

export default class Run extends BaseCommand {
  static override summary = 'Extract, judge and publish one batch'
  static override description =
    'Asks the source, keeps every answer, judges it and publishes the batch, whole or not at all. The same --batch-id goes on where an earlier run stopped. On Ctrl-C it stops between two transactions; a second one ends it at once.'
  static override examples = [
    '<%= config.bin %> run',
    '<%= config.bin %> run --universe all',
    '<%= config.bin %> run markets --slot 05:00,17:00 --json',
    '<%= config.bin %> run --dry-run',
  ]
  static override args = {
    pipeline: Args.string({ description: 'name of the pipeline; needed where the config has several' }),
  }
  static override flags = {
    'batch-id': Flags.string({ helpValue: 'ID', description: 'begin this batch, or go on with it' }),
    slot: Flags.string({
      helpValue: '05:00,17:00',
      description: 'name the batch after the last of these times',
    }),
    timezone: Flags.string({ helpValue: 'ZONE', description: 'time zone of --slot; default UTC' }),
    universe: Flags.string({
      helpValue: 'top:N|all|ids:a,b',
      description: 'which coins, instead of the configured ones',
    }),
    'dry-run': Flags.boolean({ description: 'say what it would ask and take, and do nothing' }),
    'if-older-than': Flags.string({
      helpValue: '6h',
      description: 'skip when a younger published batch exists',
    }),
    'skipped-exit-code': Flags.integer({
      helpValue: '99',
      min: 0,
      max: 255,
      default: 0,
      description: 'exit code when skipped',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Run)
    const [{ openPipeline }, { batchIdOf }, { parseDuration }] = await Promise.all([
      import('../run/open-pipeline.ts'),
      import('../run/batch-id.ts'),
      import('../times.ts'),
    ])
    const ifOlderThan = flags['if-older-than']
    const ifOlderThanMs = ifOlderThan === undefined ? undefined : parseDuration(ifOlderThan)
    const { pipeline } = await openPipeline(flags, args.pipeline, { universe: flags.universe })
    const batchId = batchIdOf(flags, pipeline.name, Date.now())
    if (flags['dry-run']) {
      const { planPipeline } = await import('@tamis/core')
      const { planText, planJson } = await import('../run/plan-text.ts')
      const planned = await planPipeline(pipeline)
      return this.showValue(planJson(planned), () => planText(planned, pipeline.source.plan))
    }
    const { runAndReport } = await import('../run/run-and-report.ts')
    const report = await runAndReport(pipeline, {
      ...(batchId === undefined ? {} : { batchId }),
      ...(ifOlderThanMs === undefined ? {} : { ifOlderThanMs }),
    })
    await this.finish(
      report.status === 'skipped' ? { ...report, exitCode: flags['skipped-exit-code'] } : report,
      flags,
    )
  }

  /** The result is the last thing written to either stream, so errors are told before it. */
  private async finish(report: RunReport, flags: GlobalFlags): Promise<void> {
    const { reportToJson } = await import('@tamis/core')
    const { reportText } = await import('../run/report-text.ts')
    const { errorText } = await import('../errors/error-text.ts')
    process.exitCode = report.exitCode
    if (report.error !== null) this.tell(errorText(report.error))
    this.write(
      this.asJson ? jsonLine(reportToJson(report)) : reportText(report, { options: optionsOf(flags) }),
    )
  }

  protected override failure(error: TamisError): Readonly<Record<string, unknown>> {
    const at = this.argv.findIndex((argument) => /^--batch-id(=|$)/.test(argument))
    const batchId = at < 0 ? null : (this.argv[at]?.split('=', 2)[1] ?? this.argv[at + 1] ?? null)
    return failedRunJson(error, batchId, Date.now())
  }
}
