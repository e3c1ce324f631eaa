import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'

export default class Status extends BaseCommand {
  static override summary = 'The last batch, its age, the trend, the database, and what to do next'
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --pipeline markets --json',
  ]
  static override flags = {
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'only this pipeline; default all that the database holds',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Status)
    const [{ openReader }, { statusJson }, { statusText }, { optionsOf }] = await Promise.all([
      import('../market/open-reader.ts'),
      import('../ledger/status-json.ts'),
      import('../ledger/status-text.ts'),
      import('../output/next-command.ts'),
    ])
    using market = await openReader(flags)
    const { reader, path } = market
    const names = flags.pipeline === undefined ? reader.pipelines() : [flags.pipeline]
    const all = names.length > 1 ? names.map((name) => reader.status(name)) : [reader.status(names[0])]
    const now = Date.now()
    const values = all.map((status) => statusJson(status, path, now))
    await this.showValue(all.length === 1 ? values[0] : values, () =>
      all.map((status) => statusText(status, path, { now, options: optionsOf(flags) })).join('\n'),
    )
  }
}
