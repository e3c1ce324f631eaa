import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { nearest, TamisError } from '@tamis/core'
import { BaseCommand } from '../../base-command.ts'
import { jsonLineAround } from '../../output/json.ts'

export default class QuarantineShow extends BaseCommand {
  static override summary = 'One quarantined record: findings, history, and the JSON as it was received'
  static override examples = [
    '<%= config.bin %> quarantine show some-coin',
    '<%= config.bin %> quarantine show some-coin --batch markets-20261122T050000Z --json',
  ]
  static override args = {
    coin: Args.string({ required: true, description: 'id of the coin; the last entry of it is shown' }),
  }
  static override flags = {
    pipeline: Flags.string({ helpValue: 'NAME', description: 'of this pipeline' }),
    batch: Flags.string({ helpValue: 'ID', description: 'of this batch' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(QuarantineShow)
    const [{ openReader }, { requireBatch }, { filterOf }, { eventJson, itemRow }, { itemText }] =
      await Promise.all([
        import('../../market/open-reader.ts'),
        import('../../market/require-batch.ts'),
        import('../../quarantine/filter.ts'),
        import('../../quarantine/item-json.ts'),
        import('../../quarantine/item-text.ts'),
      ])
    using market = await openReader(flags)
    if (flags.batch !== undefined) requireBatch(market.reader, flags.batch, flags.pipeline)
    const [item] = market.reader.quarantine({ ...filterOf({ ...flags, coin: args.coin }), limit: 1 })
    if (item === undefined) {
      const others = market.reader.quarantine(filterOf(flags)).flatMap(({ key }) => key ?? [])
      const meant = nearest(args.coin, [...new Set(others)])
      throw new TamisError('usage.invalid', {
        message: `No quarantined record of ${JSON.stringify(args.coin)}`,
        hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}See \`tamis quarantine list --status any\`.`,
      })
    }
    const events = market.reader.quarantineEvents(item)
    const json = (): string =>
      jsonLineAround({ ...itemRow(item), events: events.map(eventJson) }, 'record', item.record)
    this.write(this.asJson ? json() : itemText(item, events))
  }
}
