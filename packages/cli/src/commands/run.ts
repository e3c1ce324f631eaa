import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { Pipeline, RunOptions, RunReport, TamisError } from '@tamis/core'
import { BaseCommand, type GlobalFlags } from '../base-command.ts'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import type { Settings } from '../config/settings.ts'
import { OBSERVE_FLAGS } from '../observe/flags.ts'
import type { ObserveFlags, ObserveSettings } from '../observe/settings.ts'
import { jsonLine } from '../output/json.ts'
import { LOG_FORMAT_FLAG } from '../output/log-format.ts'
import { optionsOf } from '../output/next-command.ts'
import { failedRun, failedRunJson } from '../run/failed-run.ts'

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
    ...LOG_FORMAT_FLAG,
    ...OBSERVE_FLAGS,
  }
  /** Who has to hear of a failure before there is a run. */
  #observed: { readonly by: ObserveSettings; readonly pipeline: string | undefined } | undefined

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Run)
    const [{ pipelineOf }, { batchIdOf }, { parseDuration }] = await Promise.all([
      import('../run/open-pipeline.ts'),
      import('../run/batch-id.ts'),
      import('../times.ts'),
    ])
    const ifOlderThan = flags['if-older-than']
    const ifOlderThanMs = ifOlderThan === undefined ? undefined : parseDuration(ifOlderThan)
    const settings = await this.settingsOf(flags, args.pipeline)
    const pipeline = await pipelineOf(settings, args.pipeline, { universe: flags.universe })
    const batchId = batchIdOf(flags, pipeline.name, Date.now())
    if (flags['dry-run']) return this.showPlan(pipeline)
    const options = {
      ...(batchId === undefined ? {} : { batchId }),
      ...(ifOlderThanMs === undefined ? {} : { ifOlderThanMs }),
    }
    const report = await this.runObserved(pipeline, settings, options)
    await this.finish(
      report.status === 'skipped' ? { ...report, exitCode: flags['skipped-exit-code'] } : report,
      flags,
    )
  }

  /** Reads the settings and notes who hears of a failure: as far as is known, before the config may be found wanting. */
  private async settingsOf(
    flags: GlobalFlags & ObserveFlags & { readonly 'dry-run': boolean },
    typed: string | undefined,
  ): Promise<Settings> {
    const [{ readSettings }, { observeSettings }, { PIPELINE_NAME }] = await Promise.all([
      import('../config/settings.ts'),
      import('../observe/settings.ts'),
      import('@tamis/core'),
    ])
    const cwd = process.cwd()
    const note = (read: Pick<Settings, 'observe' | 'folder' | 'cwd'>, isOne: boolean): void => {
      const by = observeSettings(flags, process.env, read)
      if (!flags['dry-run']) this.#observed = { by, pipeline: isOne ? typed : undefined }
    }
    note({ observe: {}, folder: cwd, cwd }, PIPELINE_NAME.test(typed ?? ''))
    const settings = await readSettings(flags, process.env, cwd)
    // Metrics are kept by the name, so one that was mistyped must not make a file.
    note(settings, Object.hasOwn(settings.pipelines, typed ?? ''))
    return settings
  }

  private async runObserved(
    pipeline: Pipeline<AnyRecord>,
    settings: Settings,
    options: Pick<RunOptions, 'batchId' | 'ifOlderThanMs'>,
  ): Promise<RunReport> {
    const [{ audienceOf }, { runAndReport }] = await Promise.all([
      import('../observe/observers.ts'),
      import('../run/run-and-report.ts'),
    ])
    const observed = { pipeline, settings, version: this.config.version, env: process.env }
    const audience = this.#observed && audienceOf(this.#observed.by, observed)
    const report = await runAndReport(pipeline, options, audience)
    // They have heard of this run.
    this.#observed = undefined
    return report
  }

  private async showPlan(pipeline: Pipeline<AnyRecord>): Promise<void> {
    const { planPipeline } = await import('@tamis/core')
    const { planText, planJson } = await import('../run/plan-text.ts')
    const planned = await planPipeline(pipeline)
    await this.showValue(planJson(planned), () => planText(planned, pipeline.source.plan))
  }

  /** The result is the last thing written to either stream, so errors are told before it. */
  private async finish(report: RunReport, flags: GlobalFlags): Promise<void> {
    const { reportToJson } = await import('@tamis/core')
    const { reportText } = await import('../run/report-text.ts')
    process.exitCode = report.exitCode
    if (report.error !== null) this.tellError(report.error)
    this.write(
      this.asJson ? jsonLine(reportToJson(report)) : reportText(report, { options: optionsOf(flags) }),
    )
  }

  protected override async beforeFailure(error: TamisError): Promise<void> {
    if (this.#observed === undefined) return
    const { by, pipeline } = this.#observed
    const { tellOfFailure } = await import('../observe/tell-of-failure.ts')
    await tellOfFailure(by, failedRun(error, this.batchId, Date.now(), pipeline))
  }

  protected override failure(error: TamisError): Readonly<Record<string, unknown>> {
    return failedRunJson(error, this.batchId, Date.now())
  }

  /** As typed, where nothing could be parsed yet. */
  private get batchId(): string | null {
    const at = this.argv.findIndex((argument) => /^--batch-id(=|$)/.test(argument))
    return at < 0 ? null : (this.argv[at]?.split('=', 2)[1] ?? this.argv[at + 1] ?? null)
  }
}
