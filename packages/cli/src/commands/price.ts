import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { clocksOf, KNOWN_AT_FLAG } from '../market/clocks.ts'

export default class Price extends BaseCommand {
  static override summary = 'The price of a coin at a time, with its age and its batch'
  static override description =
    'The last published price at or before the time, never one from after it. A symbol that several coins share is refused, with the ids to choose from.'
  static override examples = [
    '<%= config.bin %> price bitcoin',
    '<%= config.bin %> price ethereum --at 2026-03-31T23:59:59Z --json',
  ]
  static override args = {
    coin: Args.string({ required: true, description: 'id of the coin, or a symbol that only it has' }),
  }
  static override flags = {
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose market, where there are several pipelines',
    }),
    at: Flags.string({ helpValue: 'TIME', description: 'the time; default now' }),
    'known-at': KNOWN_AT_FLAG,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Price)
    const [{ openReader }, { quoteJson, quoteText }, { optionsOf }] = await Promise.all([
      import('../market/open-reader.ts'),
      import('../market/quote.ts'),
      import('../output/next-command.ts'),
    ])
    using market = await openReader(flags)
    const quote = market.reader.price({
      coin: args.coin,
      ...(flags.pipeline === undefined ? {} : { pipeline: flags.pipeline }),
      ...clocksOf(flags.at, flags['known-at']),
    })
    await this.showValue(quoteJson(quote), () => quoteText(quote, { options: optionsOf(flags) }))
  }
}
