import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../base-command.ts'

export default class RulesList extends BaseCommand {
  static override summary = 'Rules and gates in force, with their settings'
  static override examples = [
    '<%= config.bin %> rules list',
    '<%= config.bin %> rules list --pipeline markets --json',
  ]
  static override flags = {
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose rules, where the config has several pipelines',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(RulesList)
    const [{ openPipeline }, { judgeRow, judgesOf }, { severityText }, { safe }] = await Promise.all([
      import('../../run/open-pipeline.ts'),
      import('../../rules/judges-json.ts'),
      import('../../rules/judge-text.ts'),
      import('../../output/safe.ts'),
    ])
    const { pipeline } = await openPipeline(flags, flags.pipeline)
    const settings = (value: unknown): string =>
      Object.entries(value as object)
        .map(([name, setting]) => `${safe(name)}=${safe(JSON.stringify(setting))}`)
        .join(' ')
    await this.showRows(judgesOf(pipeline).map(judgeRow), [
      { key: 'id' },
      { key: 'kind', spare: 2 },
      { key: 'severity', show: severityText },
      { key: 'version', spare: 3 },
      { key: 'summary' },
      { key: 'settings', show: settings, spare: 1 },
    ])
  }
}
