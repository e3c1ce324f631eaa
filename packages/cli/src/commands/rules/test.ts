import * as Flags from '@oclif/core/flags'
import { BaseCommand, terminalWidth } from '../../base-command.ts'
import { pathFlag } from '../../path-given.ts'
import { BATCH_FLAGS } from '../../replay/replay-flags.ts'

export default class RulesTest extends BaseCommand {
  static override summary = 'Judge staged batches with other rules, and write nothing'
  static override description =
    'Shows, coin by coin, what other settings or another file of rules would change in batches that are published already.'
  static override examples = [
    '<%= config.bin %> rules test --set volume.zero=warn --all',
    '<%= config.bin %> rules test --set \'return.absurd={"severity":"quarantine","maximumFactor":50}\' --from 2026-06-01',
    '<%= config.bin %> rules test --rules ./my-rule.ts --all',
  ]
  static override flags = {
    ...BATCH_FLAGS,
    set: Flags.string({
      multiple: true,
      helpValue: 'ID=SETTING',
      description: 'a severity or JSON settings; may be repeated',
    }),
    rules: Flags.string({
      parse: pathFlag,
      multiple: true,
      helpValue: 'FILE',
      description: 'module of further rules; may be repeated',
    }),
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose batches, where the config has several pipelines',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(RulesTest)
    const [
      { openPipeline },
      { batchChoice },
      { replayAndReport },
      { moreRules, parseTrial },
      { requireDatabase },
    ] = await Promise.all([
      import('../../run/open-pipeline.ts'),
      import('../../replay/replay-flags.ts'),
      import('../../replay/replay-and-report.ts'),
      import('../../rules/trial.ts'),
      import('../../market/require-database.ts'),
    ])
    const { pipeline, settings } = await openPipeline(flags, flags.pipeline, {
      trial: parseTrial(flags.set ?? []),
      moreRules: moreRules(flags.rules ?? [], process.cwd()),
      readOnly: true,
    })
    requireDatabase(settings, pipeline)
    const hasChoice = flags.batch !== undefined || flags.from !== undefined || flags.to !== undefined
    const report = await replayAndReport(pipeline, {
      ...batchChoice({ ...flags, all: flags.all || !hasChoice }),
      diff: true,
    })
    const [{ replayJson }, { replayText }] = await Promise.all([
      import('../../replay/replay-json.ts'),
      import('../../replay/replay-text.ts'),
    ])
    process.exitCode = report.exitCode
    if (report.error !== null) this.tellError(report.error)
    await this.showValue(replayJson(report), () => replayText(report, terminalWidth()))
  }
}
