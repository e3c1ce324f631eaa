import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { nearest, TamisError } from '@tamis/core'
import { BaseCommand, terminalWidth } from '../../base-command.ts'

export default class RulesExplain extends BaseCommand {
  static override summary = 'What a rule or gate finds, on which basis, with an example'
  static override examples = ['<%= config.bin %> rules explain volume.zero']
  static override args = { rule: Args.string({ required: true, description: 'id of the rule or gate' }) }
  static override flags = {
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose rules, where the config has several pipelines',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RulesExplain)
    const [{ openPipeline }, { judgeJson, judgesOf }, { judgeText }] = await Promise.all([
      import('../../run/open-pipeline.ts'),
      import('../../rules/judges-json.ts'),
      import('../../rules/judge-text.ts'),
    ])
    const { pipeline } = await openPipeline(flags, flags.pipeline)
    const judges = judgesOf(pipeline)
    const judge = judges.find(({ id }) => id === args.rule)
    if (judge === undefined)
      throw unknownRule(
        args.rule,
        judges.map(({ id }) => id),
      )
    const json = judgeJson(judge)
    await this.showValue(json, () => judgeText(json, Math.min(terminalWidth(), 100)))
  }
}

function unknownRule(typed: string, ids: readonly string[]): TamisError {
  const meant = nearest(typed, ids)
  return new TamisError('usage.invalid', {
    message: `No rule or gate ${JSON.stringify(typed)} is in force`,
    hint: meant === undefined ? 'See `tamis rules list`.' : `Did you mean ${meant}?`,
  })
}
